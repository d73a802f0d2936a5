import type { OwnSafety, SafetyReader } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useAnd } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, When } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** Asked at once after an answer above the lowest about self-harm: shall somebody know? Whom they told, and who has seen it. */
export function SafetyQuestion({ safety }: { safety: OwnSafety }) {
  const { t } = useTranslation(['person', 'common'])
  const { decided, mayTell, told } = safety
  const tell = useTell(safety)
  if (decided && told.length === 0) return null
  return (
    <Card as="section" tone={decided ? undefined : 'needs'} aria-label={t('safety.ask')}>
      <div className="stack gap-12">
        <h2>{decided ? t('safety.toldTitle') : t('safety.ask')}</h2>
        {told.map(({ reader, name, seenAt }) => (
          <p key={reader}>
            {seenAt ? (
              <>
                {t('safety.seen', { name })} <When at={seenAt} ends />
              </>
            ) : (
              t('safety.notSeen', { name })
            )}
          </p>
        ))}
        {decided ? null : <p className="dim">{t('safety.askWhy')}</p>}
        <div className="stack gap-8">
          <Tell mayTell={mayTell} onTell={tell.to} busy={tell.busy} />
          {decided ? null : (
            <Button variant="default" fullWidth disabled={tell.busy} onClick={() => tell.to([])}>
              {t('safety.nobody')}
            </Button>
          )}
        </div>
        <WriteTrouble error={tell.error} />
      </div>
    </Card>
  )
}

function Tell({
  mayTell,
  onTell,
  busy,
}: {
  mayTell: OwnSafety['mayTell']
  onTell: (readers: SafetyReader[]) => void
  busy: boolean
}) {
  const { t } = useTranslation('person')
  const and = useAnd()
  const all = mayTell.map(({ reader }) => reader)
  return (
    <>
      {mayTell.map(({ reader, name }) => (
        <Button
          key={reader}
          variant="light"
          fullWidth
          disabled={busy}
          onClick={() => onTell([reader])}
        >
          {t('safety.tell', { name })}
        </Button>
      ))}
      {mayTell.length > 1 ? (
        <Button variant="light" fullWidth disabled={busy} onClick={() => onTell(all)}>
          {t('safety.tell', { name: and(mayTell.map(({ name }) => name)) })}
        </Button>
      ) : null}
    </>
  )
}

function useTell({ measureId, mayTell }: OwnSafety) {
  const { t } = useTranslation('person')
  const and = useAnd()
  const send = useWrite('tellSafety')
  const to = (readers: SafetyReader[]) => {
    const names = mayTell.filter(({ reader }) => readers.includes(reader)).map(({ name }) => name)
    send.mutate(
      { params: { measureId }, body: { readers } },
      {
        onSuccess: () =>
          toast(names.length === 0 ? t('safety.kept') : t('safety.done', { name: and(names) })),
      },
    )
  }
  return { to, busy: send.isPending, error: send.error }
}

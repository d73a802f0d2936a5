import type { Sharing } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useAnd } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** Names what stops at once; the button says whom it stops for. */
export function WithdrawSheet({ line, onClose }: { line: Sharing; onClose: () => void }) {
  const { t } = useTranslation(['person', 'common'])
  const and = useAnd()
  const name = line.organizationName
  const send = useWrite('withdrawConsent', () => {
    onClose()
    toast(t('withdraw.done', { name }))
  })
  const { consentId } = line
  return (
    <Sheet
      open
      onClose={onClose}
      title={t('withdraw.title', { name })}
      closeWord={t('withdraw.keep')}
    >
      <div className="stack gap-16">
        <div>
          <p>{t('withdraw.stops')}</p>
          <ul className="reasons">
            {line.categories.map((category) => (
              <li key={category}>{t(`category.${category}`)}</li>
            ))}
          </ul>
        </div>
        {line.alsoCovers.length > 0 ? (
          <p>{t('withdraw.also', { names: and(line.alsoCovers) })}</p>
        ) : null}
        <p className="dim">{t('withdraw.kept')}</p>
        <Button
          disabled={consentId === null || send.isPending}
          onClick={() =>
            consentId === null ? undefined : send.mutate({ params: { consentId }, body: {} })
          }
        >
          {t('withdraw.do', { name })}
        </Button>
        <WriteTrouble error={send.error} />
      </div>
    </Sheet>
  )
}

import { vision, type PersonHome as Home } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../app/api.ts'
import { check } from '../../app/form.ts'
import { WriteTrouble } from '../../pieces/answer.tsx'
import { Act, Card, Section } from '../../pieces/basics.tsx'
import { Sheet } from '../../pieces/sheet.tsx'
import { toast } from '../../pieces/toast.tsx'

/** What the person wants their life to be: theirs to write, and nobody else's. */
export function Vision({ home, peer }: { home: Home; peer: string }) {
  const { t } = useTranslation(['person', 'common'])
  const [writing, setWriting] = useState(false)
  const write = () => setWriting(true)
  return (
    <Section
      title={t('vision.title')}
      aside={home.vision ? <Act onClick={write}>{t('common:change')}</Act> : null}
    >
      {home.vision ? (
        <Card>
          <p className="goal-words">“{home.vision}”</p>
        </Card>
      ) : (
        <Card>
          <p className="dim">{t('vision.none', { peer })}</p>
          <Button variant="light" mt={12} onClick={write}>
            {t('vision.write')}
          </Button>
        </Card>
      )}
      {writing ? (
        <VisionSheet before={home.vision} peer={peer} onClose={() => setWriting(false)} />
      ) : null}
    </Section>
  )
}

function VisionSheet({
  before,
  peer,
  onClose,
}: {
  before: string | null
  peer: string
  onClose: () => void
}) {
  const { t } = useTranslation(['person', 'common'])
  const [words, setWords] = useState(before ?? '')
  const [wrong, setWrong] = useState(false)
  const send = useWrite('writeVision', () => {
    onClose()
    toast(t('vision.done', { peer }))
  })
  const submit = () => {
    const checked = check(vision, { words })
    setWrong(!checked.ok)
    if (checked.ok) send.mutate({ body: checked.data })
  }
  return (
    <Sheet open onClose={onClose} title={t('vision.title')}>
      <div className="stack" style={{ gap: 16 }}>
        <Textarea
          label={t('vision.ask')}
          description={t('vision.hint', { peer })}
          autosize
          minRows={3}
          maxLength={1000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={wrong ? t('common:field.required') : undefined}
        />
        <WriteTrouble error={send.error} />
        <Button onClick={submit} disabled={send.isPending}>
          {t('vision.save')}
        </Button>
      </div>
    </Sheet>
  )
}

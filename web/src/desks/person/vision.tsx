import { vision, type PersonHome as Home } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../app/api.ts'
import { useServerForm } from '../../app/form.ts'
import { WriteTrouble } from '../../pieces/answer.tsx'
import { Act, Card, Section } from '../../pieces/basics.tsx'
import { Drafted, restored, type Draft } from '../../pieces/draft.tsx'
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

type Given = { before: string | null; peer: string; onClose: () => void }

function VisionSheet(given: Given) {
  const { t } = useTranslation(['person', 'common'])
  return (
    <Sheet open onClose={given.onClose} title={t('vision.title')}>
      <Drafted place="vision" about={given.before ?? ''}>
        {(draft) => <VisionForm {...given} draft={draft} />}
      </Drafted>
    </Sheet>
  )
}

function VisionForm({ before, peer, onClose, draft }: Given & { draft: Draft }) {
  const { t } = useTranslation(['person', 'common'])
  const send = useWrite('writeVision', () => {
    draft.forget()
    onClose()
    toast(t('vision.done', { peer }))
  })
  const { form, submit } = useServerForm({
    schema: vision,
    initial: restored({ words: before ?? '' }, draft),
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
    onEdit: draft.keep,
  })
  return (
    <div className="stack" style={{ gap: 16 }}>
      <Textarea
        label={t('vision.ask')}
        description={t('vision.hint', { peer })}
        autosize
        minRows={3}
        maxLength={1000}
        {...form.getInputProps('words')}
      />
      <WriteTrouble error={send.error} />
      <Button onClick={() => submit((body) => send.mutate({ body }))} disabled={send.isPending}>
        {t('vision.save')}
      </Button>
    </div>
  )
}

import { vision } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Drafted, restored, type Draft } from '../../../pieces/draft.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

type Given = { before: string | null; peer: string; onClose: () => void }

/** The person's own words about their life, kept until they are saved. */
export function VisionSheet(given: Given) {
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
    <div className="stack gap-16">
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

import { goalDomain, goalProposal, type GoalProposal } from '@careloom/web-api'
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useServerForm } from '../app/form.ts'
import { WriteTrouble } from '../pieces/answer.tsx'
import { Drafted, restored, type Draft } from '../pieces/draft.tsx'
import { Sheet } from '../pieces/sheet.tsx'

type Given = {
  /** Whose goals: where an unfinished one is kept. */
  place: string
  title: string
  label: string
  hint: string
  word: string
  busy: boolean
  error: unknown
  onSend: (goal: GoalProposal, sent: () => void) => void
  onClose: () => void
}

/** A goal in the person's words, and what part of life it is about. */
export function GoalSheet(given: Given) {
  return (
    <Sheet open onClose={given.onClose} title={given.title}>
      <Drafted place={`goal:${given.place}`}>
        {(draft) => <GoalForm {...given} draft={draft} />}
      </Drafted>
    </Sheet>
  )
}

const nothing: GoalProposal = { words: '', domain: 'practical' }

function GoalForm({ label, hint, word, busy, error, onSend, draft }: Given & { draft: Draft }) {
  const { t } = useTranslation(['plan', 'common'])
  const { form, submit } = useServerForm({
    schema: goalProposal,
    initial: restored(nothing, draft),
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
    onEdit: draft.keep,
  })
  return (
    <div className="stack gap-16">
      <Textarea
        label={label}
        description={hint}
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps('words')}
      />
      <NativeSelect
        label={t('goal.domain')}
        data={goalDomain.options.map((value) => ({ value, label: t(`goal.domains.${value}`) }))}
        {...form.getInputProps('domain')}
      />
      <WriteTrouble error={error} />
      <Button onClick={() => submit((goal) => onSend(goal, draft.forget))} disabled={busy}>
        {word}
      </Button>
    </div>
  )
}

import { goalDomain, goalProposal, type GoalDomain, type GoalProposal } from '@careloom/web-api'
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { check } from '../app/form.ts'
import { WriteTrouble } from '../pieces/answer.tsx'
import { Sheet } from '../pieces/sheet.tsx'

/** A goal in the person's words, and what part of life it is about. */
export function GoalSheet({
  title,
  label,
  hint,
  word,
  busy,
  error,
  onSend,
  onClose,
}: {
  title: string
  label: string
  hint: string
  word: string
  busy: boolean
  error: unknown
  onSend: (goal: GoalProposal) => void
  onClose: () => void
}) {
  const { t } = useTranslation(['plan', 'common'])
  const [words, setWords] = useState('')
  const [domain, setDomain] = useState<GoalDomain>('practical')
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    const checked = check(goalProposal, { words, domain })
    setWrong(!checked.ok)
    if (checked.ok) onSend(checked.data)
  }
  return (
    <Sheet open onClose={onClose} title={title}>
      <div className="stack" style={{ gap: 16 }}>
        <Textarea
          label={label}
          description={hint}
          autosize
          minRows={2}
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={wrong ? t('common:field.required') : undefined}
        />
        <NativeSelect
          label={t('goal.domain')}
          value={domain}
          onChange={(event) => {
            const parsed = goalDomain.safeParse(event.currentTarget.value)
            if (parsed.success) setDomain(parsed.data)
          }}
          data={goalDomain.options.map((value) => ({ value, label: t(`goal.domains.${value}`) }))}
        />
        <WriteTrouble error={error} />
        <Button onClick={submit} disabled={busy}>
          {word}
        </Button>
      </div>
    </Sheet>
  )
}

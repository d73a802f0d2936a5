import { Button, Radio } from '@mantine/core'
import type { GetInputPropsReturnType } from '@mantine/form'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'

/** One reason out of a few, and one button that says what it does. */
export function ReasonSheet<Code extends string>({
  open,
  onClose,
  title,
  lead,
  codes,
  word,
  field,
  act,
  onAct,
  busy,
  error,
}: {
  open: boolean
  onClose: () => void
  title: string
  lead: string
  codes: readonly Code[]
  word: (code: Code) => string
  /** Of the form whose reason it is. */
  field: GetInputPropsReturnType
  act: string
  onAct: () => void
  busy: boolean
  error: Error | null
}) {
  return (
    <Sheet open={open} onClose={onClose} title={title}>
      <div className="stack gap-16">
        <p>{lead}</p>
        <Radio.Group name="reason" aria-label={title} {...field}>
          <div className="stack gap-12">
            {codes.map((code) => (
              <Radio key={code} value={code} label={word(code)} />
            ))}
          </div>
        </Radio.Group>
        <Button disabled={busy} onClick={onAct}>
          {act}
        </Button>
        <WriteTrouble error={error} />
      </div>
    </Sheet>
  )
}

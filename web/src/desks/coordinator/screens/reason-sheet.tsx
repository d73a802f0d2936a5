import { Button, Radio } from '@mantine/core'
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
  chosen,
  onChoose,
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
  chosen: Code
  onChoose: (code: Code) => void
  act: string
  onAct: () => void
  busy: boolean
  error: Error | null
}) {
  const choose = (value: string) => {
    const code = codes.find((each) => each === value)
    if (code !== undefined) onChoose(code)
  }
  return (
    <Sheet open={open} onClose={onClose} title={title}>
      <div className="stack gap-16">
        <p>{lead}</p>
        <Radio.Group name="reason" value={chosen} onChange={choose} aria-label={title}>
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

import {
  meetingPlan,
  modality,
  type Meeting,
  type MeetingPlan,
  type Modality,
} from '@careloom/web-api'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconCalendarX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../app/clock.ts'
import { check, written } from '../app/form.ts'
import { instantOf, localInput, tomorrowAtTen } from '../app/local-time.ts'
import { Act } from '../pieces/basics.tsx'
import { Sheet } from '../pieces/sheet.tsx'

const lengths = [15, 30, 45, 60, 90, 120] as const

/** When, how long, how and where. Planned anew, or changed: then it can be cancelled too. */
export function MeetingSheet({
  title,
  meeting,
  way,
  hint,
  busy,
  trouble,
  word,
  onSend,
  onEdit,
  onCancel,
  onClose,
}: {
  title: string
  meeting: Meeting | null
  /** Proposed for a new one: the way that the two agreed on. */
  way: Modality
  hint?: string | undefined
  busy: boolean
  /** What went wrong, above the button. */
  trouble: ReactNode
  word: string
  onSend: (plan: MeetingPlan) => void
  /** Something was changed since the last try. */
  onEdit: () => void
  onCancel: () => void
  onClose: () => void
}) {
  const { t } = useTranslation(['plan', 'common'])
  const [at, setAt] = useState(() => localInput(meeting?.at ?? tomorrowAtTen()))
  const [minutes, setMinutes] = useState(meeting?.minutes ?? 45)
  const [how, setHow] = useState<Modality>(meeting?.modality ?? way)
  const [place, setPlace] = useState(meeting?.place ?? '')
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    const given = { at: instantOf(at), minutes, modality: how, place: written(place) }
    const checked = check(meetingPlan, given)
    const passed = !checked.ok || Date.parse(checked.data.at) <= now()
    setWrong(passed)
    if (checked.ok && !passed) onSend(checked.data)
  }
  return (
    <Sheet open onClose={onClose} title={title} closeWord={t('meeting.close')}>
      <form
        className="stack"
        style={{ gap: 16 }}
        noValidate
        onChange={onEdit}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {hint ? <p className="dim">{hint}</p> : null}
        <TextInput
          type="datetime-local"
          label={t('meeting.when')}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
          error={wrong ? t('meeting.future') : undefined}
        />
        <div className="when-fields">
          <Lengths value={minutes} onChange={setMinutes} />
          <NativeSelect
            label={t('meeting.how')}
            value={how}
            onChange={(event) => {
              const parsed = modality.safeParse(event.currentTarget.value)
              if (parsed.success) setHow(parsed.data)
            }}
            data={modality.options.map((value) => ({ value, label: t(`meeting.said.${value}`) }))}
          />
        </div>
        <TextInput
          label={t('meeting.where')}
          description={t('meeting.whereHint')}
          maxLength={500}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        {trouble}
        <Button type="submit" disabled={busy}>
          {word}
        </Button>
        {meeting ? (
          <Act icon={IconCalendarX} onClick={onCancel} disabled={busy}>
            {t('meeting.cancel')}
          </Act>
        ) : null}
      </form>
    </Sheet>
  )
}

function Lengths({ value, onChange }: { value: number; onChange: (minutes: number) => void }) {
  const { t } = useTranslation(['plan', 'common'])
  const known = lengths.some((each) => each === value)
  return (
    <NativeSelect
      label={t('meeting.length')}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      data={[
        // One that another screen or an import chose stays as it is until it is changed.
        ...(known ? [] : [{ value: String(value), label: t('meeting.minutes', { count: value }) }]),
        ...lengths.map((each) => ({ value: String(each), label: t(`meeting.lengths.m${each}`) })),
      ]}
    />
  )
}

import {
  meetingPlanAt,
  modality,
  type Meeting,
  type MeetingPlan,
  type Modality,
} from '@careloom/web-api'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconCalendarX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../app/clock.ts'
import { useServerForm, written } from '../app/form.ts'
import { instantOf, localInput, tomorrowAtTen } from '../app/local-time.ts'
import { Act } from '../pieces/basics.tsx'
import { Drafted, restored, type Draft } from '../pieces/draft.tsx'
import { Sheet } from '../pieces/sheet.tsx'

const lengths = [15, 30, 45, 60, 90, 120] as const

type Given = {
  /** With whom: where an unfinished plan is kept. */
  place: string
  title: string
  meeting: Meeting | null
  /** Proposed for a new one: the way that the two agreed on. */
  way: Modality
  hint?: string | undefined
  busy: boolean
  /** What went wrong, above the button. */
  trouble: ReactNode
  word: string
  onSend: (plan: MeetingPlan, sent: () => void) => void
  /** Something was changed since the last try. */
  onEdit: () => void
  onCancel: () => void
  onClose: () => void
}

/** When, how long, how and where. Planned anew, or changed: then it can be cancelled too. */
export function MeetingSheet(given: Given) {
  const { t } = useTranslation(['plan', 'common'])
  const { place, title, meeting, onClose } = given
  return (
    <Sheet open onClose={onClose} title={title} closeWord={t('meeting.close')}>
      <Drafted place={`meeting:${place}`} about={JSON.stringify(meeting)}>
        {(draft) => <MeetingForm {...given} draft={draft} />}
      </Drafted>
    </Sheet>
  )
}

function useMeetingForm({ meeting, way, onEdit, draft }: Given & { draft: Draft }) {
  const { t } = useTranslation(['plan', 'common'])
  const planned = {
    at: localInput(meeting?.at ?? tomorrowAtTen()),
    minutes: meeting?.minutes ?? 45,
    modality: meeting?.modality ?? way,
    location: meeting?.location ?? '',
  }
  return useServerForm({
    schema: meetingPlanAt(now()),
    initial: restored(planned, draft),
    bodyOf: (values) => ({
      ...values,
      at: instantOf(values.at),
      location: written(values.location),
    }),
    says: (_field, code) =>
      code === 'meeting-too-far-ahead' ? t(`common:problem.${code}`) : t('meeting.future'),
    onEdit: (values) => {
      draft.keep(values)
      onEdit()
    },
  })
}

function MeetingForm(given: Given & { draft: Draft }) {
  const { t } = useTranslation(['plan', 'common'])
  const { meeting, hint, busy, trouble, word, onSend, onCancel, draft } = given
  const { form, submit } = useMeetingForm(given)
  return (
    <form
      className="stack gap-16"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit((plan) => onSend(plan, draft.forget))
      }}
    >
      {hint ? <p className="dim">{hint}</p> : null}
      <TextInput type="datetime-local" label={t('meeting.when')} {...form.getInputProps('at')} />
      <div className="when-fields">
        <Lengths
          value={form.values.minutes}
          onChange={(minutes) => form.setFieldValue('minutes', minutes)}
        />
        <NativeSelect
          label={t('meeting.how')}
          data={modality.options.map((value) => ({ value, label: t(`meeting.said.${value}`) }))}
          {...form.getInputProps('modality')}
        />
      </div>
      <TextInput
        label={t('meeting.where')}
        description={t('meeting.whereHint')}
        maxLength={500}
        {...form.getInputProps('location')}
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

import type { Meeting, MeetingPlan, PeerPerson } from '@careloom/web-api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { later } from '../../../pieces/later.tsx'
import { isTaken, planOf, useMeetingToasts } from '../../../plan/use-meeting-writes.ts'

const MeetingSheet = later(() =>
  import('../../../plan/meeting-sheet.tsx').then((part) => part.MeetingSheet),
)

type Writes = ReturnType<typeof useMeetings>

/** Planning, moving and cancelling for the peer; stays mounted, so that *Undo* works after the sheet has closed. */
export function useMeetings(person: PeerPerson) {
  const { assignmentId } = person
  const [open, setOpen] = useState(false)
  const says = useMeetingToasts(person.givenName)
  const plan = useWrite('planMeeting')
  const change = useWrite('changeMeeting')
  const cancel = useWrite('cancelMeeting')
  const close = () => {
    setOpen(false)
    for (const write of [plan, change, cancel]) write.reset()
  }
  const done = (say: () => void, sent?: () => void) => ({
    onSuccess: () => {
      sent?.()
      close()
      say()
    },
  })
  const send = (
    meeting: Meeting | null,
    body: MeetingPlan & { overlapAccepted?: boolean },
    sent: () => void,
  ) => {
    if (meeting === null)
      return plan.mutate(
        { params: { assignmentId }, body },
        done(() => says.planned(body.at), sent),
      )
    const params = { assignmentId, meetingId: meeting.meetingId }
    change.mutate(
      { params, body },
      done(() => says.changed(body.at), sent),
    )
  }
  const drop = (meeting: Meeting) => {
    const params = { assignmentId, meetingId: meeting.meetingId }
    const undo = () =>
      plan.mutate({ params: { assignmentId }, body: { ...planOf(meeting), overlapAccepted: true } })
    cancel.mutate(
      { params, body: {} },
      done(() => says.cancelled(undo)),
    )
  }
  const error = plan.error ?? change.error ?? cancel.error
  const busy = plan.isPending || change.isPending || cancel.isPending
  const forget = () => [plan, change, cancel].forEach((write) => write.reset())
  return { open, show: () => setOpen(true), close, send, drop, error, busy, forget }
}

/** A peer who meets somebody else then is told, and may go on. */
export function PeerMeetingSheet({ person, writes }: { person: PeerPerson; writes: Writes }) {
  const { t } = useTranslation(['plan', 'common'])
  const { nextMeeting: meeting, givenName: name, boundary } = person
  const taken = isTaken(writes.error)
  const word = meeting ? t('meeting.save') : t('meeting.plan')
  return (
    <MeetingSheet
      place={person.assignmentId}
      title={meeting ? t('meeting.with', { name }) : t('meeting.planWith', { name })}
      meeting={meeting}
      way={boundary?.channels[0] ?? 'phone'}
      busy={writes.busy}
      trouble={
        taken ? (
          <p role="alert" className="needs">
            {t('meeting.busy')}
          </p>
        ) : (
          <WriteTrouble error={writes.error} />
        )
      }
      word={taken ? t('meeting.anyway') : word}
      onSend={(plan, sent) =>
        writes.send(meeting, taken ? { ...plan, overlapAccepted: true } : plan, sent)
      }
      onEdit={writes.forget}
      onCancel={() => meeting && writes.drop(meeting)}
      onClose={writes.close}
    />
  )
}

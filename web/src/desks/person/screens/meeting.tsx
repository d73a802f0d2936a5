import type { Meeting, MeetingPlan, PersonHome as Home } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconCalendarEvent, IconCalendarPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { later } from '../../../pieces/later.tsx'
import { Join } from '../../../plan/location.tsx'
import { isTaken, planOf, useMeetingToasts } from '../../../plan/use-meeting-writes.ts'

const MeetingSheet = later(() =>
  import('../../../plan/meeting-sheet.tsx').then((part) => part.MeetingSheet),
)

const anHourMs = 3_600_000

/** The one thing to press on the person's home: see or change the meeting, or plan one. */
export function MeetingActs({ home, peer }: { home: Home; peer: string }) {
  const { t } = useTranslation(['person', 'plan', 'common'])
  const writes = useMeetings(peer)
  const { nowMs } = useTimes()
  const { nextMeeting: meeting } = home
  const isSoon = meeting !== null && Date.parse(meeting.at) - nowMs < anHourMs
  return (
    <div className="stack gap-8">
      <Button
        fullWidth
        onClick={writes.show}
        leftSection={
          meeting ? (
            <IconCalendarEvent size={18} aria-hidden />
          ) : (
            <IconCalendarPlus size={18} aria-hidden />
          )
        }
      >
        {meeting ? t('seeMeeting') : t('plan:meeting.plan')}
      </Button>
      {meeting?.joinUrl && isSoon ? <Join joinUrl={meeting.joinUrl} wide /> : null}
      {writes.open ? <OwnMeetingSheet home={home} peer={peer} writes={writes} /> : null}
    </div>
  )
}

function useMeetings(peer: string) {
  const [open, setOpen] = useState(false)
  const says = useMeetingToasts(peer)
  const plan = useWrite('planOwnMeeting')
  const change = useWrite('changeOwnMeeting')
  const cancel = useWrite('cancelOwnMeeting')
  const forget = () => [plan, change, cancel].forEach((write) => write.reset())
  const close = () => {
    setOpen(false)
    forget()
  }
  const done = (say: () => void, sent?: () => void) => ({
    onSuccess: () => {
      sent?.()
      close()
      say()
    },
  })
  return {
    open,
    show: () => setOpen(true),
    close,
    forget,
    error: plan.error ?? change.error ?? cancel.error,
    busy: plan.isPending || change.isPending || cancel.isPending,
    send(meeting: Meeting | null, body: MeetingPlan, sent: () => void) {
      const params = { meetingId: meeting?.meetingId ?? '' }
      if (meeting === null)
        plan.mutate(
          { body },
          done(() => says.planned(body.at), sent),
        )
      else
        change.mutate(
          { params, body },
          done(() => says.changed(body.at), sent),
        )
    },
    drop(meeting: Meeting) {
      const undo = () => plan.mutate({ body: planOf(meeting) })
      cancel.mutate(
        { params: { meetingId: meeting.meetingId }, body: {} },
        done(() => says.cancelled(undo)),
      )
    },
  }
}

function OwnMeetingSheet({
  home,
  peer: name,
  writes,
}: {
  home: Home
  peer: string
  writes: ReturnType<typeof useMeetings>
}) {
  const { t } = useTranslation(['person', 'plan', 'common'])
  const { nextMeeting: meeting, boundary } = home
  return (
    <MeetingSheet
      place="own"
      title={meeting ? t('plan:meeting.with', { name }) : t('plan:meeting.planWith', { name })}
      meeting={meeting}
      way={boundary?.channels[0] ?? 'phone'}
      hint={boundary ? t('reach', { peer: name, hours: boundary.contactHours }) : undefined}
      busy={writes.busy}
      trouble={
        isTaken(writes.error) ? (
          <p role="alert" className="needs">
            {t('plan:meeting.taken', { name })}
          </p>
        ) : (
          <WriteTrouble error={writes.error} />
        )
      }
      word={meeting ? t('plan:meeting.save') : t('plan:meeting.plan')}
      onSend={(plan, sent) => writes.send(meeting, plan, sent)}
      onEdit={writes.forget}
      onCancel={() => meeting && writes.drop(meeting)}
      onClose={writes.close}
    />
  )
}

import type { PeerToday as Today } from '@careloom/web-api'
import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { capital, useTimes } from '../../../app/format.ts'
import { Section } from '../../../pieces/basics.tsx'
import { Join, locationWords } from '../../../plan/location.tsx'

export type Meeting = Today['meetings'][number]

/** Who, when and how, with what was said last time. */
export function Meetings({ meetings }: { meetings: readonly Meeting[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say, exact } = useTimes()
  const how = useHow()
  return (
    <ul className="card rows meets" aria-label={t('today.meetings')}>
      {meetings.map((meeting) => {
        const [clock = '', ...period] = say(meeting.at, 'clock').split(/\s/)
        return (
          <li key={meeting.meetingId} className="meet">
            <time dateTime={meeting.at} title={exact(meeting.at)}>
              {clock}
              <span>{period.join(' ')}</span>
            </time>
            <Link
              to="/peer/people/$assignmentId"
              params={{ assignmentId: meeting.assignmentId }}
              className="meet-who"
            >
              <b>{meeting.personDisplay}</b>
              <span className="dim">{how(meeting)}</span>
            </Link>
            {meeting.joinUrl ? <Join joinUrl={meeting.joinUrl} /> : <span />}
            {meeting.lastTime ? (
              <p className="meet-last">{t('today.last', { text: meeting.lastTime })}</p>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** After today, the first few. */
const mostComing = 5

export function Coming({ meetings }: { meetings: readonly Meeting[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say, exact } = useTimes()
  const how = useHow()
  if (meetings.length === 0) return null
  return (
    <Section title={t('today.coming')}>
      <ul className="card rows list">
        {meetings.slice(0, mostComing).map((meeting) => (
          <li key={meeting.meetingId}>
            <Link
              to="/peer/people/$assignmentId"
              params={{ assignmentId: meeting.assignmentId }}
              className="queue-row"
            >
              <span className="grow">
                <b>
                  <time dateTime={meeting.at} title={exact(meeting.at)}>
                    {capital(say(meeting.at, 'day-time'))}
                  </time>
                </b>
                <br />
                {meeting.personDisplay}, <span className="dim">{how(meeting)}</span>
              </span>
              <IconChevronRight size={20} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The location where there is one to go to, else the way and which time it is. */
function useHow(): (meeting: Meeting) => string {
  const { t } = useTranslation(['peer', 'common'])
  return (meeting) => {
    const location = locationWords(meeting)
    const how = t(`common:modality.${meeting.modality}`)
    if (location === null) return t('today.ordinal', { how, count: meeting.ordinal })
    return meeting.modality === 'in-person' ? location : `${how}, ${location}`
  }
}

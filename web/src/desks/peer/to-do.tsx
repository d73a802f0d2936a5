import type { Meeting } from '@careloom/web-api'
import { IconChevronRight, IconLock, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { capital, useNumberWord, useTimes } from '../../app/format.ts'
import { Card, Line, Section } from '../../pieces/basics.tsx'
import { useOutbox } from './outbox.ts'

type ToWrite = Meeting & { assignmentId: string; personDisplay: string }

/** Notes that wait on this device, and meetings that have no note yet. */
export function ToDo({ toWrite }: { toWrite: readonly ToWrite[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const word = useNumberWord()
  const { waiting, refused } = useOutbox()
  if (toWrite.length === 0 && waiting === 0) return null
  return (
    <Section title={t('today.todo')}>
      <div className="stack" style={{ gap: 12 }}>
        {waiting > 0 ? (
          <Card tone="needs">
            <Line icon={IconLock}>
              <b>{capital(t('today.kept', { count: waiting, n: word(waiting) }))}</b>
              <br />
              {refused ? t('today.refused', { code: refused }) : t('today.keptHint')}
            </Line>
          </Card>
        ) : null}
        {toWrite.map((meeting) => (
          <WriteUp key={meeting.meetingId} meeting={meeting} name={meeting.personDisplay} />
        ))}
      </div>
    </Section>
  )
}

/** *Write up your call with Luis*: opens the note, prefilled from the meeting. */
export function WriteUp({
  meeting: { assignmentId, meetingId, modality, at },
  name,
}: {
  meeting: Pick<ToWrite, 'assignmentId' | 'meetingId' | 'modality' | 'at'>
  name: string
}) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  return (
    <Link
      to="/peer/people/$assignmentId/note"
      params={{ assignmentId }}
      search={{ meeting: meetingId }}
      className="card press"
    >
      <IconPencil size={24} aria-hidden color="var(--cl-accent)" />
      <span className="grow">
        <b>{t(`today.write.${modality}`, { name })}</b>
        <br />
        <span className="dim">{capital(t('today.writeHint', { when: say(at, 'day') }))}</span>
      </span>
      <IconChevronRight size={20} aria-hidden />
    </Link>
  )
}

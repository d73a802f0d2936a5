import type { Meeting } from '@careloom/web-api'
import { IconChevronRight, IconLock, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { capital, useTimes } from '../../../app/format.ts'
import { knownWords } from '../../../app/i18n.ts'
import { Act, Card, Line, Section } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import type { KeptNote } from '../kept-notes.ts'
import { dropNote, useOutbox } from '../outbox.ts'

type ToWrite = Meeting & { assignmentId: string; personDisplay: string }

/** Notes that wait on this device, and meetings that have no note yet. */
export function ToDo({ toWrite }: { toWrite: readonly ToWrite[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const kept = useOutbox()
  if (toWrite.length === 0 && kept.length === 0) return null
  return (
    <Section title={t('today.todo')}>
      <div className="stack gap-12">
        {kept.map((note) => (
          <Kept key={note.idempotencyKey} kept={note} />
        ))}
        {toWrite.map((meeting) => (
          <WriteUp key={meeting.meetingId} meeting={meeting} name={meeting.personDisplay} />
        ))}
      </div>
    </Section>
  )
}

/** A note that waits, or that was refused: it opens again, to be changed and sent, or goes. */
function Kept({ kept }: { kept: KeptNote }) {
  const { t } = useTranslation(['peer', 'common'])
  const { refused, name, assignmentId, idempotencyKey } = kept
  const drop = async () => {
    const undo = await dropNote(kept)
    toast(t('today.keptDropped'), () => void undo())
  }
  return (
    <Card tone="needs">
      <Line icon={IconLock}>
        <b>{refused ? t('today.refused', { name }) : t('today.kept', { name })}</b>
        <br />
        {refused
          ? (knownWords(`problem.${refused}`) ?? t('today.refusedHint'))
          : t('today.keptHint')}
      </Line>
      <p className="goal-line">
        <Link
          to="/peer/people/$assignmentId/note"
          params={{ assignmentId }}
          search={{ kept: idempotencyKey }}
          className="link"
        >
          <IconPencil size={18} aria-hidden />
          {refused ? t('today.mend') : t('today.open')}
        </Link>
        <Act icon={IconTrash} onClick={() => void drop()}>
          {t('today.drop')}
        </Act>
      </p>
    </Card>
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

import type { PeerPerson } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { Answer, Loading, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Drafted } from '../../../pieces/draft.tsx'
import { later } from '../../../pieces/later.tsx'
import { keptNotes, type KeptNote } from '../kept-notes.ts'
import { PeerShell } from './shell.tsx'

const NoteForm = later(
  () => import('./note-form.tsx').then((part) => part.NoteForm),
  () => <Opening />,
)

type Asked = {
  assignmentId: string
  /** The meeting that is written up; without it, the latest one that has begun. */
  meetingId?: string | undefined
  /** A note that waits on this device, opened again. */
  keptKey?: string | undefined
}

/** A contact written up in two minutes; offline it is kept, locked, and sent once. */
export function PeerNote({ assignmentId, meetingId, keptKey }: Asked) {
  const { t } = useTranslation(['peer', 'common'])
  const person = useRead('getPeerPerson', { params: { assignmentId } })
  const me = useRead('getMe', {})
  const owner = me.data?.peerWorkerId
  const kept = useKept(owner, keptKey)
  if (person.data && owner && kept !== undefined)
    return <Writing person={person.data} owner={owner} meetingId={meetingId} kept={kept} />
  if (person.data && owner) return <Opening />
  return (
    <PeerShell
      back={{ word: t('person.back'), to: '/peer/people' }}
      offline={t('note.offline')}
      top={<b>{t('note.top')}</b>}
    >
      <Answer of={person} skeleton={<NoteSkeleton />}>
        {() => (
          <Answer of={me} skeleton={<NoteSkeleton />}>
            {() => null}
          </Answer>
        )}
      </Answer>
    </PeerShell>
  )
}

/** The note that is opened again: null when it is a new one, or when it has gone meanwhile. */
function useKept(owner: string | undefined, key: string | undefined): KeptNote | null | undefined {
  const [kept, setKept] = useState<KeptNote | null | undefined>(
    key === undefined ? null : undefined,
  )
  useEffect(() => {
    if (owner === undefined || key === undefined) return
    void keptNotes(owner)
      .catch(() => [])
      .then((notes) => setKept(notes.find(({ idempotencyKey }) => idempotencyKey === key) ?? null))
  }, [owner, key])
  return kept
}

function Writing({
  person,
  owner,
  meetingId,
  kept,
}: {
  person: PeerPerson
  owner: string
  meetingId: string | undefined
  kept: KeptNote | null
}) {
  const key = kept?.idempotencyKey ?? meetingId ?? ''
  return (
    <Drafted place={`note:${person.assignmentId}:${key}`} meanwhile={<Opening />}>
      {(draft) => (
        <NoteForm person={person} owner={owner} meetingId={meetingId} kept={kept} draft={draft} />
      )}
    </Drafted>
  )
}

function Opening() {
  const { t } = useTranslation(['peer', 'common'])
  return (
    <PeerShell
      back={{ word: t('person.back'), to: '/peer/people' }}
      offline={t('note.offline')}
      top={<b>{t('note.top')}</b>}
    >
      <Loading>
        <NoteSkeleton />
      </Loading>
    </PeerShell>
  )
}

function NoteSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={76} />
      <Skeleton h={120} />
      <Skeleton h={90} />
    </>
  )
}

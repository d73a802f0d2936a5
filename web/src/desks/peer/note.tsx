import {
  encounterNote,
  type EncounterNote,
  type Modality,
  type PeerPerson,
  type SupportKind,
} from '@careloom/web-api'
import { Button, Checkbox, SegmentedControl, Skeleton, Textarea } from '@mantine/core'
import { IconLock, IconSend } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { now } from '../../app/clock.ts'
import { check, written } from '../../app/form.ts'
import { useTimes } from '../../app/format.ts'
import { Answer, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Sentence } from '../../pieces/basics.tsx'
import { useOnline } from '../../pieces/shells.tsx'
import { toast } from '../../pieces/toast.tsx'
import { Kinds, Readers } from './note-parts.tsx'
import { putNote } from './outbox.ts'
import { PeerShell } from './shell.tsx'
import { WhenAndHow, type Contacted } from './when-and-how.tsx'

/** A contact written up in two minutes; offline it is kept, locked, and sent once. */
export function PeerNote({
  assignmentId,
  meetingId,
}: {
  assignmentId: string
  /** The meeting that is written up; without it, the latest one that has begun. */
  meetingId?: string | undefined
}) {
  const { t } = useTranslation(['peer', 'common'])
  const person = useRead('getPeerPerson', { params: { assignmentId } })
  const me = useRead('getMe', {})
  const owner = me.data?.peerWorkerId
  if (person.data && owner)
    return <NoteForm person={person.data} owner={owner} meetingId={meetingId} />
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

const owners = ['person', 'both', 'peer'] as const

/** A meeting that has begun and has no note yet. Kept as it was when the note was opened: the page is asked again meanwhile. */
function useAbout(person: PeerPerson, meetingId: string | undefined) {
  const named = person.toWrite.find((meeting) => meeting.meetingId === meetingId)
  const [meeting] = useState(named ?? (meetingId === undefined ? person.toWrite[0] : undefined))
  const [is, setIs] = useState(meeting !== undefined)
  return { meeting, is, setIs }
}

function NoteForm({
  person,
  owner,
  meetingId,
}: {
  person: PeerPerson
  owner: string
  meetingId: string | undefined
}) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const navigate = useNavigate()
  const online = useOnline()
  const idempotencyKey = useRef(crypto.randomUUID())
  const about = useAbout(person, meetingId)
  const [contacted, setContacted] = useState<Contacted>(() => about.meeting ?? lastHalfHour(person))
  const [kinds, setKinds] = useState<SupportKind[]>([])
  const [personsIdea, setPersonsIdea] = useState('')
  const [nextStep, setNextStep] = useState('')
  const [nextStepOwner, setNextStepOwner] = useState<'person' | 'both' | 'peer'>('both')
  const [noShow, setNoShow] = useState(false)
  const [shareWithEhr, setShareWithEhr] = useState(false)
  const [wrong, setWrong] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { assignmentId, givenName: name } = person

  const save = async (note: EncounterNote) => {
    setBusy(true)
    const outcome = await putNote({
      idempotencyKey: idempotencyKey.current,
      owner,
      assignmentId,
      note,
    }).catch(() => 'not-kept' as const)
    setBusy(false)
    if (outcome === 'not-kept') return setTrouble(t('note.keepFailed'))
    if (outcome === 'refused') toast(t('note.refused'))
    else toast(outcome === 'sent' ? t('note.sent') : t('note.kept'))
    void navigate({ to: '/peer' })
  }
  const submit = () => {
    const at = Date.parse(contacted.at)
    const passed = at <= now() + 60_000
    const checked = check(encounterNote, {
      occurredAt: Number.isNaN(at) ? '' : new Date(at).toISOString(),
      modality: contacted.modality,
      minutes: noShow ? 0 : contacted.minutes,
      kinds: noShow ? [] : kinds,
      personsIdea: written(personsIdea),
      nextStep: written(nextStep),
      ...(written(nextStep) ? { nextStepOwner } : {}),
      shareWithEhr,
      noShow,
      ...(about.is ? { meetingId: about.meeting?.meetingId } : {}),
    })
    setWrong(!checked.ok || !passed)
    if (checked.ok && passed) void save(checked.data)
  }

  return (
    <PeerShell
      back={{ word: t('person.back'), to: '/peer/people' }}
      top={<b>{t('note.top')}</b>}
      offline={t('note.offline')}
      action={
        <Button
          fullWidth
          disabled={busy}
          onClick={submit}
          leftSection={
            online ? <IconSend size={18} aria-hidden /> : <IconLock size={18} aria-hidden />
          }
        >
          {online ? t('note.send') : t('note.keep')}
        </Button>
      }
    >
      <Sentence>{t('note.title', { name })}</Sentence>
      {about.meeting ? (
        <Checkbox
          label={t('note.about', { when: say(about.meeting.at, 'day-time') })}
          checked={about.is}
          onChange={(event) => about.setIs(event.currentTarget.checked)}
        />
      ) : null}
      <WhenAndHow value={contacted} onChange={setContacted} wrong={wrong} />
      <Checkbox
        label={t('note.noShow')}
        checked={noShow}
        onChange={(event) => setNoShow(event.currentTarget.checked)}
      />
      {noShow ? null : <Kinds value={kinds} onChange={setKinds} />}
      {noShow ? null : (
        <Textarea
          label={t('note.wants', { name })}
          autosize
          minRows={2}
          maxLength={1000}
          value={personsIdea}
          onChange={(event) => setPersonsIdea(event.currentTarget.value)}
        />
      )}
      <div className="stack" style={{ gap: 8 }}>
        <Textarea
          label={t('note.next')}
          description={t('note.not')}
          autosize
          minRows={2}
          maxLength={1000}
          value={nextStep}
          onChange={(event) => setNextStep(event.currentTarget.value)}
        />
        <SegmentedControl
          fullWidth
          aria-label={t('note.owner')}
          value={nextStepOwner}
          onChange={(value) => setNextStepOwner(owners.find((one) => one === value) ?? 'both')}
          data={owners.map((value) => ({ value, label: t(`note.owners.${value}`, { name }) }))}
        />
      </div>
      <Readers person={person} share={shareWithEhr} onShare={setShareWithEhr} />
      {trouble ? (
        <p role="alert" className="needs">
          {trouble}
        </p>
      ) : null}
    </PeerShell>
  )
}

/** Prefilled: a contact of half an hour that ended just now, the way the two agreed on. */
function lastHalfHour(person: PeerPerson): Contacted {
  const way: Modality = person.boundary?.channels[0] ?? 'phone'
  return { at: new Date(now() - 30 * 60_000).toISOString(), modality: way, minutes: 30 }
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

import {
  encounterNote,
  supportKind,
  type EncounterNote,
  type Modality,
  type PeerPerson,
  type SupportKind,
} from '@careloom/web-api'
import {
  Button,
  Checkbox,
  Chip,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Switch,
  Textarea,
} from '@mantine/core'
import { IconEye, IconEyeOff, IconLock, IconSend } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { now } from '../../app/clock.ts'
import { check, written } from '../../app/form.ts'
import { Answer, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Line, Section, Sentence } from '../../pieces/basics.tsx'
import { useOnline } from '../../pieces/shells.tsx'
import { toast } from '../../pieces/toast.tsx'
import { putNote } from './outbox.ts'
import { PeerShell } from './shell.tsx'
import { WhenAndHow, type Contacted } from './when-and-how.tsx'

/** A contact written up in two minutes; offline it is kept, locked, and sent once. */
export function PeerNote({ assignmentId }: { assignmentId: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const person = useRead('getPeerPerson', { params: { assignmentId } })
  const me = useRead('getMe', {})
  const owner = me.data?.peerWorkerId
  if (person.data && owner) return <NoteForm person={person.data} owner={owner} />
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

function NoteForm({ person, owner }: { person: PeerPerson; owner: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const navigate = useNavigate()
  const online = useOnline()
  const idempotencyKey = useRef(crypto.randomUUID())
  const [contacted, setContacted] = useState<Contacted>(() => lastHalfHour(person))
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

function Kinds({
  value,
  onChange,
}: {
  value: SupportKind[]
  onChange: (kinds: SupportKind[]) => void
}) {
  const { t } = useTranslation(['peer', 'common'])
  const choose = (values: string[]) =>
    onChange(supportKind.options.filter((option) => values.includes(option)))
  return (
    <fieldset className="plain-set">
      <legend>{t('note.kind')}</legend>
      <Chip.Group multiple value={value} onChange={choose}>
        <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
          {supportKind.options.map((kind) => (
            <Chip key={kind} value={kind}>
              {t(`note.kinds.${kind}`)}
            </Chip>
          ))}
        </SimpleGrid>
      </Chip.Group>
    </fieldset>
  )
}

/** Defaults from the person's own switches: what they closed cannot be opened here. */
function Readers({
  person,
  share,
  onShare,
}: {
  person: PeerPerson
  share: boolean
  onShare: (share: boolean) => void
}) {
  const { t } = useTranslation(['peer', 'common'])
  const { hospital, givenName: name } = person
  return (
    <Section title={t('note.read')}>
      <div className="stack" style={{ gap: 12 }}>
        <Line icon={IconEye}>{t('note.always', { name })}</Line>
        {hospital?.mayReadNotes ? (
          <Switch
            checked={share}
            onChange={(event) => onShare(event.currentTarget.checked)}
            label={t('note.hospital', { hospital: hospital.name })}
            description={t('note.hospitalHint', { name })}
          />
        ) : (
          <Line icon={IconEyeOff}>
            {hospital
              ? t('note.notHospital', { hospital: hospital.name, name })
              : t('note.noHospital')}
          </Line>
        )}
      </div>
    </Section>
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

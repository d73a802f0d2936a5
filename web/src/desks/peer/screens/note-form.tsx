import type { EncounterNote } from '@careloom/web-api'
import { Button, Checkbox, SegmentedControl, Textarea } from '@mantine/core'
import { IconLock, IconSend } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../app/format.ts'
import { Sentence } from '../../../pieces/basics.tsx'
import type { Draft } from '../../../pieces/draft.tsx'
import { useOnline } from '../../../pieces/shells.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { Kinds, Readers } from './note-parts.tsx'
import { putNote } from '../outbox.ts'
import { PeerShell } from './shell.tsx'
import { useNote, type NoteGiven } from '../use-note.ts'
import { WhenAndHow } from './when-and-how.tsx'

const owners = ['person', 'both', 'peer'] as const

/** The note: nothing is sent that the encounter's rules would refuse, and nothing that was written is lost. */
export function NoteForm(given: NoteGiven & { owner: string; draft: Draft }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const { person } = given
  const { form, meeting, submit } = useNote(given)
  const { trouble, busy, save } = useSaving(given)
  const { values } = form
  const { givenName: name } = person
  return (
    <PeerShell
      back={{ word: t('person.back'), to: '/peer/people' }}
      top={<b>{t('note.top')}</b>}
      offline={t('note.offline')}
      action={<Send busy={busy} onSend={() => submit((note) => void save(note))} />}
    >
      <Sentence>{t('note.title', { name })}</Sentence>
      {meeting ? (
        <Checkbox
          label={t('note.about', { when: say(meeting.at, 'day-time') })}
          {...form.getInputProps('isMeeting', { type: 'checkbox' })}
        />
      ) : null}
      <WhenAndHow
        value={{ at: values.occurredAt, modality: values.modality, minutes: values.minutes }}
        onChange={({ at, modality, minutes }) =>
          form.setValues({ occurredAt: at, modality, minutes })
        }
        errors={{ at: form.errors['occurredAt'], minutes: form.errors['minutes'] }}
        length={!values.noShow}
      />
      <Checkbox label={t('note.noShow')} {...form.getInputProps('noShow', { type: 'checkbox' })} />
      {values.noShow ? null : (
        <>
          <Kinds
            value={values.kinds}
            onChange={(kinds) => form.setFieldValue('kinds', kinds)}
            error={form.errors['kinds']}
          />
          <Textarea
            label={t('note.wants', { name })}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('personsIdea')}
          />
        </>
      )}
      <NextStep form={form} name={name} />
      <Readers
        person={person}
        share={values.shareWithEhr}
        onShare={(share) => form.setFieldValue('shareWithEhr', share)}
      />
      {trouble ? (
        <p role="alert" className="needs">
          {trouble}
        </p>
      ) : null}
    </PeerShell>
  )
}

/** What comes next, and whose it is. */
function NextStep({ form, name }: { form: ReturnType<typeof useNote>['form']; name: string }) {
  const { t } = useTranslation('peer')
  return (
    <div className="stack gap-8">
      <Textarea
        label={t('note.next')}
        description={t('note.not')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('nextStep')}
      />
      <SegmentedControl
        fullWidth
        aria-label={t('note.owner')}
        data={owners.map((value) => ({ value, label: t(`note.owners.${value}`, { name }) }))}
        {...form.getInputProps('nextStepOwner')}
      />
    </div>
  )
}

function Send({ busy, onSend }: { busy: boolean; onSend: () => void }) {
  const { t } = useTranslation(['peer', 'common'])
  const online = useOnline()
  const Drawing = online ? IconSend : IconLock
  return (
    <Button
      fullWidth
      disabled={busy}
      onClick={onSend}
      leftSection={<Drawing size={18} aria-hidden />}
    >
      {online ? t('note.send') : t('note.keep')}
    </Button>
  )
}

/** Keeps the note, sends it if it can be sent, and says what became of it. */
function useSaving({ person, owner, kept, draft }: NoteGiven & { owner: string; draft: Draft }) {
  const { t } = useTranslation(['peer', 'common'])
  const navigate = useNavigate()
  const [idempotencyKey] = useState(() => kept?.idempotencyKey ?? crypto.randomUUID())
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { assignmentId, personDisplay: name } = person
  const save = async (note: EncounterNote) => {
    setBusy(true)
    const outcome = await putNote({ idempotencyKey, owner, assignmentId, note, name }).catch(
      () => 'not-kept' as const,
    )
    setBusy(false)
    if (outcome === 'not-kept') return setTrouble(t('note.keepFailed'))
    draft.forget()
    toast(t(`note.${outcome}`))
    void navigate({ to: '/peer' })
  }
  return { trouble, busy, save }
}

import {
  encounterNoteAt,
  type Modality,
  type PeerPerson,
  type SupportKind,
} from '@careloom/web-api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../../app/clock.ts'
import { useServerForm, written } from '../../app/form.ts'
import { instantOf } from '../../app/local-time.ts'
import { restored, type Draft } from '../../pieces/draft.tsx'
import type { KeptNote } from './kept-notes.ts'

export type NoteGiven = {
  readonly person: PeerPerson
  readonly meetingId: string | undefined
  readonly kept: KeptNote | null
}

type NoteValues = {
  occurredAt: string
  modality: Modality
  minutes: number
  kinds: SupportKind[]
  personsIdea: string
  nextStep: string
  nextStepOwner: 'person' | 'both' | 'peer'
  noShow: boolean
  shareWithEhr: boolean
  isMeeting: boolean
}

/** A note in the making: prefilled, or as it was begun or kept, and checked by the rules of the encounter. */
export function useNote({ person, meetingId, kept, draft }: NoteGiven & { draft: Draft }) {
  const { t } = useTranslation(['peer', 'common'])
  // As it was when the note was opened: the page is asked again meanwhile.
  const [meeting] = useState(() => meetingOf(person, kept?.note.meetingId ?? meetingId, kept))
  const [initial] = useState(() => ({ ...prefilled(person, meeting), ...valuesOf(kept) }))
  const { form, submit } = useServerForm({
    schema: encounterNoteAt(now() + 60_000),
    initial: restored<NoteValues>(initial, draft),
    bodyOf: (values) => bodyOf(values, meeting?.meetingId),
    onEdit: draft.keep,
    says: (field) =>
      field === 'kinds'
        ? t('note.kindMissing')
        : field === 'minutes'
          ? t('note.minutesRange')
          : t('note.future'),
  })
  return { form, meeting, submit }
}

/** A meeting that has begun and has no note yet. */
function meetingOf({ toWrite }: PeerPerson, id: string | undefined, kept: KeptNote | null) {
  if (id !== undefined) return toWrite.find(({ meetingId }) => meetingId === id)
  return kept === null ? toWrite[0] : undefined
}

/** A contact of half an hour that ended just now, the way the two agreed on; or the meeting, as it was planned. */
function prefilled(
  person: PeerPerson,
  meeting: PeerPerson['toWrite'][number] | undefined,
): NoteValues {
  return {
    occurredAt: meeting?.at ?? new Date(now() - 30 * 60_000).toISOString(),
    modality: meeting?.modality ?? person.boundary?.channels[0] ?? 'phone',
    minutes: meeting?.minutes ?? 30,
    kinds: [],
    personsIdea: '',
    nextStep: '',
    nextStepOwner: 'both',
    noShow: false,
    shareWithEhr: false,
    isMeeting: meeting !== undefined,
  }
}

function valuesOf(kept: KeptNote | null): Partial<NoteValues> {
  if (kept === null) return {}
  const { occurredAt, modality, kinds, personsIdea, nextStep, nextStepOwner, ...note } = kept.note
  return {
    occurredAt,
    modality,
    kinds,
    personsIdea: personsIdea ?? '',
    nextStep: nextStep ?? '',
    nextStepOwner: nextStepOwner ?? 'both',
    noShow: note.noShow ?? false,
    shareWithEhr: note.shareWithEhr,
    ...(note.noShow ? {} : { minutes: note.minutes }),
  }
}

function bodyOf(values: NoteValues, meetingId: string | undefined): unknown {
  const { occurredAt, modality, noShow, shareWithEhr, isMeeting } = values
  const nextStep = written(values.nextStep)
  return {
    occurredAt: instantOf(occurredAt),
    modality,
    // Nothing took place: there is nothing to count, to name or to tell.
    minutes: noShow ? 0 : values.minutes,
    kinds: noShow ? [] : values.kinds,
    ...(noShow ? {} : { personsIdea: written(values.personsIdea) }),
    nextStep,
    ...(nextStep === undefined ? {} : { nextStepOwner: values.nextStepOwner }),
    shareWithEhr,
    noShow,
    ...(isMeeting && meetingId !== undefined ? { meetingId } : {}),
  }
}

import { z } from 'zod'
import { assignmentStatuses, kindsOfSupport, nextStepOwners } from '@careloom/terminology'
import { measureDue } from './outcomes.ts'
import { goal, meeting, nextStep } from './plan.ts'
import { route } from './route.ts'
import { toldSafety } from './safety.ts'
import {
  contact,
  id,
  informationCategory,
  instant,
  language,
  modality,
  nothing,
  reason,
  text,
} from './values.ts'

/** A person asks for this peer. Holds nothing that names the person before the peer says yes. */
export const offer = z
  .object({
    referralId: id,
    programName: text(120),
    organizationName: text(120),
    reasons: z.array(reason),
    sharedExperiences: z.int().min(0),
    preferredLanguage: language.nullable(),
    answerBy: instant,
  })
  .meta({ id: 'Offer' })
export type Offer = z.infer<typeof offer>

/** When and how the two may be in touch; an assignment starts with it. */
export const boundaryAgreement = z
  .object({
    contactHours: text(120),
    channels: z.array(modality).min(1).max(4),
    acknowledged: z.literal(true),
  })
  .meta({ id: 'BoundaryAgreement' })
export type BoundaryAgreement = z.infer<typeof boundaryAgreement>

export const peerToday = z
  .object({
    givenName: text(120),
    /** Whose answer to the item on self-harm the peer was told of and has not said to have seen; first of all. */
    safety: z.array(toldSafety.extend({ assignmentId: id, personDisplay: text(120) })),
    /** What is still to come in the next days, the earliest first: which of it is today, the reader's own clock says. */
    meetings: z.array(
      meeting.extend({
        assignmentId: id,
        personDisplay: text(120),
        /** 1 for the first meeting. */
        ordinal: z.int().positive(),
        lastTime: text(1000).nullable(),
      }),
    ),
    offers: z.array(offer),
    /** Meetings that are past and have no note yet, the latest first. */
    toWrite: z.array(meeting.extend({ assignmentId: id, personDisplay: text(120) })),
    peopleCount: z.int().min(0),
  })
  .meta({ id: 'PeerToday' })
export type PeerToday = z.infer<typeof peerToday>

export const peerPersonRow = z
  .object({
    assignmentId: id,
    personDisplay: text(120),
    programName: text(120),
    status: z.enum(assignmentStatuses),
    since: instant,
    lastContactAt: instant.nullable(),
    nextMeetingAt: instant.nullable(),
  })
  .meta({ id: 'PeerPersonRow' })

export const peerPerson = z
  .object({
    assignmentId: id,
    personDisplay: text(120),
    givenName: text(120),
    programName: text(120),
    status: z.enum(assignmentStatuses),
    /** Why now, as the person said it when they were referred. */
    ownWords: text(1000).nullable(),
    vision: text(1000).nullable(),
    nextMeeting: meeting.nullable(),
    /** Meetings that have begun and have no note yet, the latest first. */
    toWrite: z.array(meeting),
    goals: z.array(goal),
    nextStep: nextStep.nullable(),
    notes: z.array(
      z.object({
        encounterId: id,
        occurredAt: instant,
        modality,
        minutes: z.int().min(0),
        personsIdea: text(1000).nullable(),
        nextStep: text(1000).nullable(),
        noShow: z.boolean(),
        sharedWithEhr: z.boolean(),
      }),
    ),
    measuresDue: z.array(measureDue),
    safety: toldSafety.nullable(),
    contact,
    preferredLanguage: language.nullable(),
    sharedWithYou: z.array(informationCategory),
    boundary: z.object({ contactHours: text(120), channels: z.array(modality) }).nullable(),
    /** Whether the person lets notes reach the hospital; the note's switch follows it. */
    hospital: z.object({ name: text(120), mayReadNotes: z.boolean() }).nullable(),
  })
  .meta({ id: 'PeerPerson' })
export type PeerPerson = z.infer<typeof peerPerson>

export const supportKind = z.enum(kindsOfSupport)
export type SupportKind = z.infer<typeof supportKind>

/** A note as it is being written: nothing needs to be in it yet. */
export const encounterFields = z.object({
  occurredAt: instant,
  modality,
  minutes: z.int().min(0).max(480),
  kinds: z.array(supportKind).max(4),
  personsIdea: text(1000).optional(),
  nextStep: text(1000).optional(),
  nextStepOwner: z.enum(nextStepOwners).optional(),
  shareWithEhr: z.boolean(),
  noShow: z.boolean().optional(),
  /** The planned meeting that it was. */
  meetingId: id.optional(),
})

/** A contact, written up, by the rules of the encounter itself. A peer cannot record a diagnosis, medication or treatment. */
export const encounterNote = encounterFields
  .superRefine((note, context) => {
    const refuse = (field: keyof typeof note, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (note.noShow === true) {
      if (note.minutes !== 0) refuse('minutes', 'no-show-has-no-content')
      if (note.kinds.length > 0) refuse('kinds', 'no-show-has-no-content')
      if (note.personsIdea !== undefined) refuse('personsIdea', 'no-show-has-no-content')
      return
    }
    if (note.minutes < 1) refuse('minutes', 'minutes-incorrect')
    if (note.kinds.length === 0) refuse('kinds', 'kinds-of-support-missing')
  })
  .meta({ id: 'EncounterNote' })
export type EncounterNote = z.infer<typeof encounterNote>

/** The same, written now: what is written up is over. */
export const encounterNoteAt = (nowMs: number) =>
  encounterNote.superRefine(({ occurredAt }, context) => {
    if (Date.parse(occurredAt) > nowMs)
      context.addIssue({ code: 'custom', path: ['occurredAt'], message: 'encounter-in-the-future' })
  })

const peer = ['peer'] as const
const oneReferral = z.object({ referralId: id })
const oneAssignment = z.object({ assignmentId: id })

export const peerRoutes = {
  getPeerToday: route({
    method: 'GET',
    path: '/api/peer/today',
    roles: peer,
    summary: "What the peer's day holds",
    response: peerToday,
    status: 200,
    topics: ['peer-today', 'peer-offers', 'peer-people'],
  }),
  listOffers: route({
    method: 'GET',
    path: '/api/peer/offers',
    roles: peer,
    summary: 'People who ask for this peer',
    response: z.object({ offers: z.array(offer) }),
    status: 200,
    topics: ['peer-offers'],
  }),
  acceptOffer: route({
    method: 'POST',
    path: '/api/peer/offers/:referralId/acceptance',
    roles: peer,
    summary: 'Say yes, with the boundary agreement that the assignment starts with',
    params: oneReferral,
    body: z.object({ boundaryAgreement }),
    response: z.object({ assignmentId: id.nullable() }),
    status: 200,
  }),
  declineOffer: route({
    method: 'POST',
    path: '/api/peer/offers/:referralId/decline',
    roles: peer,
    summary: 'Say no; no reason is asked',
    params: oneReferral,
    body: nothing,
    response: nothing,
    status: 200,
  }),
  listPeerPeople: route({
    method: 'GET',
    path: '/api/peer/people',
    roles: peer,
    summary: 'The people whom the peer works with',
    response: z.object({ people: z.array(peerPersonRow) }),
    status: 200,
    topics: ['peer-people'],
  }),
  getPeerPerson: route({
    method: 'GET',
    path: '/api/peer/people/:assignmentId',
    roles: peer,
    summary: 'One person’s vision, goals, last notes and what they shared',
    params: oneAssignment,
    response: peerPerson,
    status: 200,
    topics: ['peer-people'],
  }),
  acknowledgeSafety: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/safety/:measureId',
    roles: peer,
    summary: 'Say that what the person told about their answer has been seen; they see that',
    params: oneAssignment.extend({ measureId: id }),
    body: nothing,
    response: nothing,
    status: 200,
  }),
  recordEncounter: route({
    method: 'POST',
    path: '/api/peer/people/:assignmentId/encounters',
    roles: peer,
    summary: 'Write up a contact. Sent twice with one key, it is recorded once.',
    params: oneAssignment,
    body: encounterNote,
    response: z.object({ encounterId: id }),
    status: 201,
  }),
}

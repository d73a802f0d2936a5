import { z } from 'zod'
import { measure, measureAnswers, measureDue, measureResult } from './outcomes.ts'
import { goal, meeting, nextStep } from './plan.ts'
import { route } from './route.ts'
import { ownSafety, safetyTelling } from './safety.ts'
import {
  consentTextVersion,
  day,
  id,
  informationCategory,
  instant,
  modality,
  nothing,
  reason,
  text,
} from './values.ts'

/** One organization and what the person lets it see. `until: null` means until the person ends it. */
export const sharing = z
  .object({
    organizationId: id,
    organizationName: text(120),
    on: z.boolean(),
    consentId: id.nullable(),
    /** Whom the same consent covers besides: withdrawn for one, it is withdrawn for all. */
    alsoCovers: z.array(text(120)),
    categories: z.array(informationCategory),
    /** What switching it on would open. */
    offered: z.array(informationCategory),
    until: day.nullable(),
    part2: z.boolean(),
    everShared: z.boolean(),
  })
  .meta({ id: 'Sharing' })
export type Sharing = z.infer<typeof sharing>

/** Somebody read something of the person's. */
export const look = z
  .object({
    at: instant,
    who: text(120),
    organizationName: text(120).nullable(),
    saw: informationCategory,
  })
  .meta({ id: 'Look' })
export type Look = z.infer<typeof look>

export const personHome = z
  .object({
    givenName: text(120),
    /** `none`: nobody has referred; `declined`: the person said not now; `waiting`: a programme is looking; `choose`: profiles are ready;
     * `asked`: the chosen peer has not answered yet; `together`: an assignment is under way; `paused`: not now. */
    standing: z.enum(['none', 'declined', 'waiting', 'choose', 'asked', 'together', 'paused']),
    programName: text(120).nullable(),
    /** An answer that the person may take back now. */
    takeBack: z.object({ referralId: id, answer: z.enum(['someone-else', 'not-now']) }).nullable(),
    peer: z.object({ name: text(120), title: text(120) }).nullable(),
    nextMeeting: meeting.nullable(),
    /** Whether the two have met already. */
    hasMet: z.boolean(),
    /** When and how the peer may be reached, as the two agreed. */
    boundary: z.object({ contactHours: text(120), channels: z.array(modality) }).nullable(),
    vision: text(1000).nullable(),
    goals: z.array(goal),
    nextStep: nextStep.nullable(),
    measuresDue: z.array(measureDue),
    safety: ownSafety.nullable(),
    sharing: z.array(sharing),
    looks: z.array(look).max(200),
  })
  .meta({ id: 'PersonHome' })
export type PersonHome = z.infer<typeof personHome>

/** A short profile: only what the peer opened for the person. */
export const profile = z
  .object({
    peerWorkerId: id,
    name: text(80),
    title: text(120),
    says: text(600).nullable(),
    inCommon: z.array(reason),
    when: text(200).nullable(),
    modalities: z.array(modality),
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof profile>

export const choice = z
  .object({
    referralId: id,
    programName: text(120),
    organizationName: text(120),
    answerBy: instant.nullable(),
    profiles: z.array(profile).max(3),
  })
  .meta({ id: 'Choice' })
export type Choice = z.infer<typeof choice>

/** One peer, somebody else, or not now; no reason is asked. */
export const choiceAnswer = z
  .union([z.object({ choose: id }), z.object({ answer: z.enum(['someone-else', 'not-now']) })])
  .meta({ id: 'ChoiceAnswer' })
export type ChoiceAnswer = z.infer<typeof choiceAnswer>

export const consentRecord = z
  .object({
    consentId: id,
    organizationName: text(120),
    categories: z.array(informationCategory),
    grantedOn: day,
    until: day.nullable(),
    endedOn: day.nullable(),
    status: z.enum(['active', 'withdrawn', 'expired']),
  })
  .meta({ id: 'ConsentRecord' })

export const consentGrant = z
  .object({
    organizationId: id,
    categories: z.array(informationCategory).min(1).max(8),
    until: day.nullable(),
    textVersion: consentTextVersion,
    signedName: text(120),
  })
  .meta({ id: 'ConsentGrant' })
export type ConsentGrant = z.infer<typeof consentGrant>

const person = ['person'] as const

export const personRoutes = {
  getPersonHome: route({
    method: 'GET',
    path: '/api/person/home',
    roles: person,
    summary: "What the person's home shows",
    response: personHome,
    status: 200,
    topics: ['person-home', 'person-consents', 'person-measures'],
  }),
  listChoices: route({
    method: 'GET',
    path: '/api/person/choices',
    roles: person,
    summary: 'Up to three profiles per referral that waits for a choice',
    response: z.object({ givenName: text(120), choices: z.array(choice) }),
    status: 200,
    topics: ['person-choices'],
  }),
  answerChoice: route({
    method: 'POST',
    path: '/api/person/choices/:referralId',
    roles: person,
    summary: 'Choose a peer, ask for somebody else, or say not now; no reason is asked',
    params: z.object({ referralId: id }),
    body: choiceAnswer,
    response: nothing,
    status: 200,
  }),
  takeAnswerBack: route({
    method: 'POST',
    path: '/api/person/choices/:referralId/take-back',
    roles: person,
    summary: 'Take back "someone else" (the same people again) or "not now" (somebody looks again)',
    params: z.object({ referralId: id }),
    body: nothing,
    response: nothing,
    status: 200,
  }),
  listConsents: route({
    method: 'GET',
    path: '/api/person/consents',
    roles: person,
    summary: 'What each organization may see, and the consents so far',
    response: z.object({ sharing: z.array(sharing), consents: z.array(consentRecord) }),
    status: 200,
    topics: ['person-consents'],
  }),
  grantConsent: route({
    method: 'POST',
    path: '/api/person/consents',
    roles: person,
    summary: 'Let an organization see some categories of information',
    body: consentGrant,
    response: z.object({ consentId: id }),
    status: 201,
  }),
  withdrawConsent: route({
    method: 'POST',
    path: '/api/person/consents/:consentId/withdrawal',
    roles: person,
    summary: 'Withdraw a consent; everything that it opened is closed at once',
    params: z.object({ consentId: id }),
    body: nothing,
    response: z.object({ withdrawnAt: instant }),
    status: 200,
  }),
  getMeasure: route({
    method: 'GET',
    path: '/api/person/measures/:measureId',
    roles: person,
    summary: 'The items of a measure that is due',
    params: z.object({ measureId: id }),
    response: measure,
    status: 200,
    topics: ['person-measures'],
  }),
  answerMeasure: route({
    method: 'POST',
    path: '/api/person/measures/:measureId',
    roles: person,
    summary: 'Answer a measure; every item may be skipped',
    params: z.object({ measureId: id }),
    body: measureAnswers,
    response: measureResult,
    status: 200,
  }),
  tellSafety: route({
    method: 'POST',
    path: '/api/person/measures/:measureId/safety',
    roles: person,
    summary:
      'Say who shall know of the answer to the item on self-harm: peer, clinician, or nobody',
    params: z.object({ measureId: id }),
    body: safetyTelling,
    response: nothing,
    status: 200,
  }),
}

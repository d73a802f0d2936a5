import { z } from 'zod'
import { nextActor, nextStepOfReferral } from './next.ts'
import { route } from './route.ts'
import {
  consentTextVersion,
  contact,
  day,
  id,
  informationCategory,
  instant,
  language,
  nothing,
  referralStatus,
  text,
} from './values.ts'
import { outcomeLine } from './outcomes.ts'
import { toldSafety } from './safety.ts'

/** A programme as somebody sees it before referring. `expectedWaitDays` is null when nothing is known yet. */
export const program = z
  .object({
    id,
    name: text(120),
    organizationId: id,
    organizationName: text(120),
    part2: z.boolean(),
    freePeers: z.int().min(0),
    expectedWaitDays: z.number().min(0).nullable(),
    promiseHours: z.int().positive(),
    /** Which sentence says what the programme gets to know. */
    sharedTextKey: z.enum(['contact-and-words', 'contact-words-and-substance-use']),
  })
  .meta({ id: 'Program' })
export type Program = z.infer<typeof program>

/** The patient of the chart, as far as a referral needs them. */
export const clinicianPatient = z
  .object({
    personId: id.nullable(),
    fhirId: text(64),
    display: text(120),
    givenName: text(120),
    birthDate: day.nullable(),
    contact,
    preferredLanguage: language.nullable(),
    needPatientBanner: z.boolean(),
    organizationName: text(120),
    openReferrals: z.array(z.object({ referralId: id, programId: id, programName: text(120) })),
  })
  .meta({ id: 'ClinicianPatient' })
export type ClinicianPatient = z.infer<typeof clinicianPatient>

/** The consent that a programme under 42 CFR Part 2 needs, with the elements that the person fills in (42 CFR 2.31). */
export const part2Consent = z
  .object({ textVersion: consentTextVersion, signedName: text(120), expiresOn: day })
  .meta({ id: 'Part2Consent' })

export const referralRequest = z
  .object({
    programId: id,
    reasonInOwnWords: text(1000).optional(),
    contact,
    preferredLanguage: language.optional(),
    personAgreed: z.literal(true),
    consent: part2Consent.optional(),
  })
  .meta({ id: 'ReferralRequest' })
export type ReferralRequest = z.infer<typeof referralRequest>

/** The same, written now: a consent ends on a day to come. */
export const referralRequestAt = (nowMs: number) =>
  referralRequest.superRefine(({ consent }, context) => {
    if (consent === undefined || Date.parse(consent.expiresOn) > nowMs) return
    const message = 'consent-ends-before-it-begins'
    context.addIssue({ code: 'custom', path: ['consent', 'expiresOn'], message })
  })

export const stepName = z.enum([
  'sent',
  'accepted',
  'matched',
  'first-contact',
  'working-together',
  'closed',
])
export type StepName = z.infer<typeof stepName>

export const clinicianReferralRow = z
  .object({
    referralId: id,
    personDisplay: text(120),
    programName: text(120),
    organizationName: text(120),
    status: referralStatus,
    requestedAt: instant,
    nextActor,
    dueAt: instant.nullable(),
    /** The person told the clinician of an answer about self-harm, and nobody has said to have seen it. */
    safety: z.boolean(),
  })
  .meta({ id: 'ClinicianReferralRow' })

/** One member of the care team. `seenInChartSince` is proof: it was read back from the chart. */
export const careTeamMember = z
  .object({
    name: text(120),
    role: text(120),
    kind: z.enum(['clinician', 'peer', 'coordinator', 'other']),
    organizationName: text(120).nullable(),
    isYou: z.boolean(),
    seenInChartSince: instant.nullable(),
  })
  .meta({ id: 'CareTeamMember' })

export const clinicianReferral = z
  .object({
    referralId: id,
    status: referralStatus,
    person: z.object({ display: text(120), givenName: text(120) }),
    programName: text(120),
    organizationName: text(120),
    requestedAt: instant,
    steps: z.array(
      z.object({
        name: stepName,
        state: z.enum(['done', 'now', 'next']),
        at: instant.nullable(),
        by: text(120).nullable(),
      }),
    ),
    next: nextStepOfReferral.extend({ name: text(120).nullable() }),
    peer: z.object({ name: text(120), title: text(120) }).nullable(),
    careTeam: z.array(careTeamMember),
    shared: z.object({
      categories: z.array(informationCategory),
      withheld: z.array(informationCategory),
      until: day.nullable(),
      goals: z.array(z.object({ words: text(500), nextStep: text(500).nullable() })),
    }),
    outcomes: z.array(outcomeLine),
    safety: toldSafety.nullable(),
    informationRequest: z
      .object({ question: text(600), askedBy: text(120), askedAt: instant })
      .nullable(),
    canCancel: z.boolean(),
  })
  .meta({ id: 'ClinicianReferral' })
export type ClinicianReferral = z.infer<typeof clinicianReferral>

export const answerToQuestion = z.object({ answer: text(1000) })
export const cancellationWish = z.object({ reason: text(300).optional() })

const clinician = ['clinician'] as const
const oneReferral = z.object({ referralId: id })

export const clinicianRoutes = {
  listPrograms: route({
    method: 'GET',
    path: '/api/programs',
    roles: 'signed-in',
    summary: 'Programmes that may be referred to, with free places and expected wait',
    response: z.object({ programs: z.array(program) }),
    status: 200,
    topics: ['programs'],
  }),
  getClinicianPatient: route({
    method: 'GET',
    path: '/api/clinician/patient',
    roles: clinician,
    summary: 'The patient that the EHR launched with. 409 no-patient-in-context without a launch.',
    response: clinicianPatient,
    status: 200,
    topics: ['clinician-referrals'],
  }),
  sendReferral: route({
    method: 'POST',
    path: '/api/clinician/referrals',
    roles: clinician,
    summary: 'Refer the patient in context to a programme',
    body: referralRequest,
    response: z.object({ referralId: id }),
    status: 201,
  }),
  listClinicianReferrals: route({
    method: 'GET',
    path: '/api/clinician/referrals',
    roles: clinician,
    summary: 'Referrals of the patient in context, or the reader’s own when there is none',
    response: z.object({ referrals: z.array(clinicianReferralRow) }),
    status: 200,
    topics: ['clinician-referrals'],
  }),
  getClinicianReferral: route({
    method: 'GET',
    path: '/api/clinician/referrals/:referralId',
    roles: clinician,
    summary: 'Where a referral stands, and who acts next',
    params: oneReferral,
    response: clinicianReferral,
    status: 200,
    topics: ['clinician-referrals'],
  }),
  answerInformationRequest: route({
    method: 'POST',
    path: '/api/clinician/referrals/:referralId/information',
    roles: clinician,
    summary: 'Answer the question of a coordinator',
    params: oneReferral,
    body: answerToQuestion,
    response: nothing,
    status: 200,
  }),
  acknowledgeReferralSafety: route({
    method: 'POST',
    path: '/api/clinician/referrals/:referralId/safety/:measureId',
    roles: clinician,
    summary: 'Say that what the person told about their answer has been seen; they see that',
    params: oneReferral.extend({ measureId: id }),
    body: nothing,
    response: nothing,
    status: 200,
  }),
  requestCancellation: route({
    method: 'POST',
    path: '/api/clinician/referrals/:referralId/cancellation',
    roles: clinician,
    summary: 'Ask for a referral to be cancelled',
    params: oneReferral,
    body: cancellationWish,
    response: z.object({ status: referralStatus }),
    status: 200,
  }),
}

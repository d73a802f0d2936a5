import { randomUUID } from 'node:crypto'
import { session, until } from '@careloom/e2e'

/** What hospitals send in these tests. */
export const hospital = '0190a000-0000-7000-8000-000000000001'
export const harborPeers = '0190a000-0000-7000-8000-000000000002'
export const westside = '0190a000-0000-7000-8000-000000000003'
/** Under 42 CFR Part 2, and not. */
const recoveryCoaching = '0190a000-0000-7000-8000-000000000102'
export const oneToOne = '0190a000-0000-7000-8000-000000000103'

export type Json = Record<string, unknown>
type Identifier = { system: string; value: string }

export const newIdentifier = (system = 'urn:test:record'): Identifier => ({
  system,
  value: randomUUID(),
})
export const condition = ({ system, value }: Identifier) => `identifier=${system}|${value}`

export const patient = (identifier = newIdentifier(), family = 'Rivera') => ({
  resourceType: 'Patient' as const,
  identifier: [identifier],
  name: [{ use: 'usual' as const, given: ['Robin'], family }],
  birthDate: '1990-02-03',
})

/** Lets the hospital tell the programme contact and own words; under Part 2 when `substanceUse`. */
export const consent = (
  patientId: string,
  programme = harborPeers,
  substanceUse = true,
  more: Json = {},
) => {
  return {
    resourceType: 'Consent' as const,
    status: 'active' as const,
    scope: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
      ],
    },
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IDSCL' }] },
    ],
    patient: { reference: `Patient/${patientId}`, display: 'Robin Rivera' },
    dateTime: new Date().toISOString(),
    performer: [{ reference: `Patient/${patientId}`, display: 'Robin Rivera' }],
    organization: [{ reference: `Organization/${hospital}` }],
    provision: {
      type: 'permit' as const,
      period: { end: `${new Date().getUTCFullYear() + 1}-12-31` },
      securityLabel: substanceUse
        ? [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' }]
        : [],
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
      actor: [
        {
          role: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                code: 'IRCP',
              },
            ],
          },
          reference: { reference: `Organization/${programme}` },
        },
      ],
    },
    ...more,
  }
}

type Category = 'contact' | 'own-words' | 'care-team' | 'care-plan' | 'notes' | 'outcome-measures'

/** The person lets the hospital see what the programmes hold: on their own page, as nobody else may. */
export async function letHospitalSee(
  base: string,
  patientId: string,
  ...more: readonly Category[]
): Promise<string> {
  const person = await session(base, `person-${patientId}`)
  const { consentId } = await person.call('grantConsent', {
    body: {
      organizationId: hospital,
      categories: ['contact', 'own-words', 'care-team', 'substance-use', ...more],
      until: `${new Date().getUTCFullYear() + 1}-12-31`,
      textVersion: 'part2-consent-1',
      signedName: 'Robin Rivera',
    },
  })
  return consentId
}

export const serviceRequest = (
  patientId: string,
  programId = recoveryCoaching,
  more: Json = {},
) => ({
  resourceType: 'ServiceRequest' as const,
  status: 'active' as const,
  intent: 'order' as const,
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
  subject: { reference: `Patient/${patientId}` },
  performer: [{ reference: `HealthcareService/${programId}` }],
  ...more,
})

/** The peers who can sign in, each with so many free places. */
const signIns: Readonly<Record<string, string>> = { 'Alex Moreno': 'peer', 'Priya Nair': 'peer2' }

/** From the coordinator's offers to the peer's yes: what happens on the pages of the others. At most five people at once. */
export async function allSayYes(
  base: string,
  referralId: string,
  patientId: string,
): Promise<void> {
  const coordinator = await session(base, 'coordinator')
  const chosen = await until(async () =>
    (await coordinator.call('getCoordinatorReferral', { params: { referralId } })).candidates.find(
      ({ name }) => signIns[name] !== undefined,
    ),
  )
  await coordinator.call('sendOffers', {
    params: { referralId },
    body: { peerWorkerIds: [chosen.peerWorkerId] },
  })
  const person = await session(base, `person-${patientId}`)
  await until(async () =>
    (await person.call('listChoices', {})).choices.find(
      (choice) => choice.referralId === referralId,
    ),
  )
  await person.call('answerChoice', {
    params: { referralId },
    body: { choose: chosen.peerWorkerId },
  })
  const peer = await session(base, signIns[chosen.name] ?? 'peer')
  await until(async () =>
    (await peer.call('listOffers', {})).offers.find((offer) => offer.referralId === referralId),
  )
  const boundaryAgreement = {
    contactHours: 'weekdays',
    channels: ['phone'] as 'phone'[],
    acknowledged: true as const,
  }
  await peer.call('acceptOffer', { params: { referralId }, body: { boundaryAgreement } })
}

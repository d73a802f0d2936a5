import { fhir } from '../fhir.ts'
import { until } from '../journey.ts'
import { clientToken, session, type Session } from '../sign-in.ts'

const hospital = '0190a000-0000-7000-8000-000000000001'
const harborPeers = '0190a000-0000-7000-8000-000000000002'
const oneToOne = '0190a000-0000-7000-8000-000000000103'

type Somebody = {
  readonly given: string
  readonly family: string
  readonly record: string
  readonly language?: string
  readonly priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  readonly words?: string
  readonly now: string
}

/** Somebody whom the hospital's own record system refers to one-to-one peer support, and their session. */
export async function referred(base: string, somebody: Somebody) {
  const made = await refer(base, await clientToken(base), somebody)
  return { ...made, person: await session(base, `person-${made.personId}`) }
}

/** The hospital's record system sends a person, their consent and the request. */
export async function refer(base: string, token: string, somebody: Somebody) {
  const client = fhir(base, token)
  const made = async (body: Parameters<typeof client.create>[0]): Promise<string> => {
    const { status, body: answer } = await client.create(body)
    if (status !== 201) throw new Error(`answered ${status}: ${JSON.stringify(answer)}`)
    return answer.id
  }
  const personId = await made(patient(somebody))
  await made(consent(personId, somebody))
  const referralId = await made(request(personId, somebody))
  return { personId, referralId }
}

const patient = ({ given, family, record, language = 'en' }: Somebody) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://harbor-hospital.example/mrn', value: record }],
  name: [{ use: 'usual', given: [given], family }],
  birthDate: '1990-02-03',
  telecom: [{ system: 'phone', value: '(555) 010-0143' }],
  communication: [
    { language: { coding: [{ system: 'urn:ietf:bcp:47', code: language }] }, preferred: true },
  ],
})

/** Lets the hospital tell the programme contact and own words. */
function consent(personId: string, { given, family, now }: Somebody) {
  const who = { reference: `Patient/${personId}`, display: `${given} ${family}` }
  const system = 'http://terminology.hl7.org/CodeSystem'
  const role = { coding: [{ system: `${system}/v3-ParticipationType`, code: 'IRCP' }] }
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: `${system}/consentscope`, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: `${system}/v3-ActCode`, code: 'IDSCL' }] }],
    patient: who,
    dateTime: now,
    performer: [who],
    organization: [{ reference: `Organization/${hospital}` }],
    provision: {
      type: 'permit',
      period: { end: `${Number(now.slice(0, 4)) + 1}-12-31` },
      purpose: [{ system: `${system}/v3-ActReason`, code: 'TREAT' }],
      actor: [{ role, reference: { reference: `Organization/${harborPeers}` } }],
    },
  }
}

const request = (personId: string, { priority = 'routine', words }: Somebody) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  priority,
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
  subject: { reference: `Patient/${personId}` },
  performer: [{ reference: `HealthcareService/${oneToOne}` }],
  ...(words === undefined ? {} : { note: [{ text: words }] }),
})

type Chosen = { readonly referralId: string; readonly person: Session; readonly peer: Session }

/** The coordinator offers the peers of these names, as far as the rules allow them. */
export async function offered(
  coordinator: Session,
  { referralId, person }: Omit<Chosen, 'peer'>,
  names: readonly string[],
): Promise<void> {
  const params = { referralId }
  const peerWorkerIds = await until(async () => {
    const { candidates } = await coordinator.call('getCoordinatorReferral', { params })
    const found = candidates.filter(({ name }) => names.includes(name))
    return found.length === names.length ? found.map(({ peerWorkerId }) => peerWorkerId) : undefined
  })
  await coordinator.call('sendOffers', { params, body: { peerWorkerIds } })
  await until(async () =>
    (await person.call('listChoices', {})).choices.find((each) => each.referralId === referralId),
  )
}

/** The person chooses Alex, whose desk then shows it. */
export async function chooseAlex({ referralId, person, peer }: Chosen): Promise<void> {
  const alex = '0190a000-0000-7000-8000-000000000301'
  await person.call('answerChoice', { params: { referralId }, body: { choose: alex } })
  await until(async () =>
    (await peer.call('listOffers', {})).offers.find((each) => each.referralId === referralId),
  )
}

/** Alex says yes. @returns the assignment, once Alex's desk shows it */
export async function together({ referralId, person, peer }: Chosen): Promise<string> {
  const known = new Set(await assignments(peer))
  const boundaryAgreement = {
    contactHours: 'weekdays 9 am to 6 pm',
    channels: ['video', 'phone'] as ('video' | 'phone')[],
    acknowledged: true as const,
  }
  await peer.call('acceptOffer', { params: { referralId }, body: { boundaryAgreement } })
  await until(async () =>
    (await person.call('getPersonHome', {})).standing === 'together' ? true : undefined,
  )
  return until(async () => (await assignments(peer)).find((each) => !known.has(each)))
}

const assignments = async (peer: Session) =>
  (await peer.call('listPeerPeople', {})).people.map(({ assignmentId }) => assignmentId)

import { randomUUID } from 'node:crypto'
import { ApiProblem } from '@careloom/web-api'
import { fhir, reasonsOf, type Bundle, type Fhir, type FhirAnswer, type Resource } from './fhir.ts'
import { clientToken, sessionOf, signIn, type Session } from './sign-in.ts'

export type Step = { readonly name: string; readonly resource: string; readonly ms: number }
export type Journey = {
  readonly careTeam: Resource
  readonly personId: string
  readonly referralId: string
  readonly steps: readonly Step[]
}

/** The token of somebody who signs in, by their name. */
export type SignsIn = (base: string, username: string) => Promise<string>

/** Lets somebody in, by their name. */
type Enter = (username: string) => Promise<Session>

export type JourneyInput = {
  /** A Patient as a hospital has it. */
  readonly patient: Record<string, unknown>
  /** A ServiceRequest for it; sent as `active`, and first unchanged where its status is another. */
  readonly serviceRequest: Record<string, unknown>
  readonly onStep?: (step: Step) => void
  /** How long a step is tried again when it is answered that somebody is away (503), as whoever is told to try again does; not at all unless said. */
  readonly patienceMs?: number
  /** How people sign in, where it is not as with the sandbox's provider. */
  readonly signIn?: SignsIn
  /** The clock of the product, where it is not the real one. */
  readonly nowMs?: () => number
}

const hospital = '0190a000-0000-7000-8000-000000000001'
const waitMs = 10_000

type Take = <T>(
  name: string,
  work: () => Promise<T>,
  resourceOf: (result: T) => string,
) => Promise<T>

/** How a step is taken: timed, told, and named if it fails. */
function stepsTo(
  steps: Step[],
  { onStep, patienceMs = 0 }: Pick<JourneyInput, 'onStep' | 'patienceMs'>,
): Take {
  return async (name, work, resourceOf) => {
    const started = performance.now()
    const result = await patiently(work, started + patienceMs).catch((cause: unknown) => {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : 'failed'}`, { cause })
    })
    const done = { name, resource: resourceOf(result), ms: performance.now() - started }
    steps.push(done)
    onStep?.(done)
    return result
  }
}
async function patiently<T>(work: () => Promise<T>, until: number): Promise<T> {
  for (;;)
    try {
      return await work()
    } catch (error) {
      if (performance.now() > until || !isAway(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
}

const isAway = (error: unknown): boolean =>
  error instanceof ApiProblem
    ? error.problem.status >= 502
    : error instanceof Error && /\b50[234]\b/.test(error.message)

const named = (resource: Resource) => `${resource.resourceType}/${resource.id}`
const withStatus = (task: Resource) => `${named(task)} ${String(task['status'])}`

/**
 * From a hospital's Patient and ServiceRequest to the peer on the care team, over HTTP alone: the hospital's backend by
 * FHIR, then coordinator, person and peer by the web API. @throws Error naming the step that failed
 */
export async function journey(base: string, input: JourneyInput): Promise<Journey> {
  const steps: Step[] = []
  const step = stepsTo(steps, input)
  const { client, person, referralId } = await hospitalRefers(base, input, step)
  const careTeam = await programmeActs(enterAt(base, input), client, { person, referralId }, step)
  return { careTeam, personId: person.id, referralId, steps }
}

/** The same from a referral that was sent. @returns the care team @throws Error naming the step that failed */
export function journeyOn(
  base: string,
  client: Fhir,
  sent: Sent,
  { patienceMs = 0 }: Pick<JourneyInput, 'patienceMs'> = {},
): Promise<Resource> {
  return programmeActs(enterAt(base, {}), client, sent, stepsTo([], { patienceMs }))
}

type Sent = { readonly person: Resource; readonly referralId: string }

const enterAt =
  (base: string, { signIn: signsIn = signIn }: Pick<JourneyInput, 'signIn'>): Enter =>
  async (username) =>
    sessionOf(base, await signsIn(base, username))

async function programmeActs(
  enter: Enter,
  client: Fhir,
  { person, referralId }: Sent,
  step: Take,
): Promise<Resource> {
  await coordinatorOffers(enter, referralId, step)
  const chosen = await personChooses(enter, person, referralId, step)
  await peerAccepts(enter, chosen, referralId, step)
  const careTeam = await step(
    'The hospital reads the care team',
    () => until(() => peerOnTeam(client, person.id)),
    named,
  )
  await step(
    'The task is in progress',
    () =>
      until(async () => {
        const { body } = await client.read(`Task/${referralId}`)
        return body['status'] === 'in-progress' ? body : undefined
      }),
    withStatus,
  )
  return careTeam
}

async function hospitalRefers(
  base: string,
  { patient, serviceRequest, nowMs = Date.now }: JourneyInput,
  step: Take,
) {
  const client = await step(
    'The hospital’s backend gets a token',
    async () => fhir(base, await clientToken(base)),
    () => 'client_credentials',
  )
  const program = await step('It finds the programme', () => findProgram(client), named)
  const person = await step(
    'It registers the patient (If-None-Exist)',
    () => register(client, patient),
    named,
  )
  await step('It records the consent', () => consent(client, person, program, nowMs()), named)
  if (serviceRequest['status'] !== 'active')
    await step(
      `It sends the request unchanged (${String(serviceRequest['status'])}): refused`,
      () => refusedUnchanged(client, serviceRequest, person, program),
      (reason) => reason,
    )
  const { id: referralId } = await step(
    'It sends the request as active',
    () => refer(client, serviceRequest, person, program),
    named,
  )
  await step('It reads the task', () => must(200, client.read(`Task/${referralId}`)), withStatus)
  return { client, person, referralId }
}

async function coordinatorOffers(enter: Enter, referralId: string, step: Take): Promise<void> {
  const coordinator = await enter('coordinator')
  const offered = await step(
    'The coordinator sees ranked peers with reasons',
    () => coordinator.call('getCoordinatorReferral', { params: { referralId } }),
    ({ candidates }) => candidates.map(({ name }) => name).join(', '),
  )
  const peerWorkerIds = offered.candidates
    .filter(({ name }) => name === 'Alex Moreno' || name === 'Priya Nair')
    .map(({ peerWorkerId }) => peerWorkerId)
  await step(
    'The coordinator offers them',
    () => coordinator.call('sendOffers', { params: { referralId }, body: { peerWorkerIds } }),
    ({ status }) => status,
  )
}

/** @returns the name of whom they chose */
async function personChooses(
  enter: Enter,
  person: Resource,
  referralId: string,
  step: Take,
): Promise<string> {
  const theirs = await enter(`person-${person.id}`)
  const choice = await step(
    'The person sees short profiles',
    () => until(async () => (await theirs.call('listChoices', {})).choices[0]),
    ({ profiles }) => profiles.map(({ name }) => name).join(', '),
  )
  const chosen = choice.profiles.find(({ name }) => name === 'Alex Moreno') ?? choice.profiles[0]
  if (chosen === undefined) throw new Error('The person has nobody to choose from')
  await step(
    'The person chooses',
    () =>
      theirs.call('answerChoice', {
        params: { referralId },
        body: { choose: chosen.peerWorkerId },
      }),
    () => chosen.name,
  )
  await step(
    'The person lets the hospital see the care team',
    () => theirs.call('grantConsent', { body: shared(person) }),
    ({ consentId }) => `Consent/${consentId}`,
  )
  return chosen.name
}

async function peerAccepts(
  enter: Enter,
  chosen: string,
  referralId: string,
  step: Take,
): Promise<void> {
  const peer = await enter(chosen === 'Priya Nair' ? 'peer2' : 'peer')
  await step(
    'The peer sees the offer',
    () =>
      until(async () =>
        (await peer.call('listOffers', {})).offers.find((each) => each.referralId === referralId),
      ),
    ({ programName }) => programName,
  )
  const boundaryAgreement = {
    contactHours: 'weekdays 9 am to 5 pm',
    channels: ['phone', 'in-person'] as ('phone' | 'in-person')[],
    acknowledged: true as const,
  }
  await step(
    'The peer accepts',
    () => peer.call('acceptOffer', { params: { referralId }, body: { boundaryAgreement } }),
    ({ assignmentId }) => `assignment ${assignmentId ?? 'starting'}`,
  )
}

async function must(status: number, answer: Promise<FhirAnswer>): Promise<Resource> {
  const { status: given, body } = await answer
  if (given !== status) throw new Error(`answered ${given}: ${reasonsOf(body).join(' ')}`)
  return body
}

/** The programme that is asked. @throws Error that says the status, when the door does not answer, or when none is open */
export async function findProgram(client: Pick<Fhir, 'read'>): Promise<Resource> {
  const bundle = (await must(200, client.read('HealthcareService?active=true'))) as Bundle
  const found = bundle.entry?.map(({ resource }) => resource) ?? []
  const program = found.find(({ name }) => name === 'Recovery coaching') ?? found[0]
  if (program === undefined) throw new Error('no programme is open')
  return program
}

async function register(client: Fhir, patient: Record<string, unknown>): Promise<Resource> {
  const { id, meta: _meta, text: _text, ...rest } = patient
  const identifier = (
    rest['identifier'] as { system?: string; value?: string }[] | undefined
  )?.find(({ system, value }) => system !== undefined && value !== undefined)
  const known = identifier ?? {
    system: 'urn:careloom:journey',
    value: typeof id === 'string' ? id : randomUUID(),
  }
  const body = {
    ...rest,
    resourceType: 'Patient',
    identifier: identifier === undefined ? [known] : rest['identifier'],
  }
  const { status, body: made } = await client.create(body, {
    'if-none-exist': `identifier=${known.system}|${known.value}`,
  })
  if (status !== 201 && status !== 200)
    throw new Error(`answered ${status}: ${reasonsOf(made).join(' ')}`)
  return made
}

/** What the hospital may say: that itself tells the programme. What the programme may tell, the person says. */
function consent(
  client: Fhir,
  person: Resource,
  program: Resource,
  signedMs: number,
): Promise<Resource> {
  const programme = program['providedBy'] as { reference: string }
  const display = nameOf(person)
  return must(
    201,
    client.create({
      resourceType: 'Consent',
      status: 'active',
      scope: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
        ],
      },
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IDSCL' }] },
      ],
      patient: { reference: `Patient/${person.id}`, display },
      dateTime: new Date(signedMs).toISOString(),
      performer: [{ reference: `Patient/${person.id}`, display }],
      organization: [{ reference: `Organization/${hospital}` }],
      provision: {
        type: 'permit',
        period: { end: inAYear() },
        securityLabel: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' },
        ],
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
            reference: { reference: programme.reference },
          },
        ],
      },
    }),
  )
}

const nameOf = (person: Resource): string =>
  ((person['name'] as { given?: string[] }[])[0]?.given ?? ['Somebody']).join(' ')
const inAYear = (): string => `${new Date().getUTCFullYear() + 1}-12-31`

/** Consent to disclosure by the programme (42 CFR 2.31), which only the person gives. */
const shared = (person: Resource) => ({
  organizationId: hospital,
  categories: ['contact' as const, 'care-team' as const, 'substance-use' as const],
  until: inAYear(),
  textVersion: 'part2-consent-1' as const,
  signedName: nameOf(person),
})

function requestFor(serviceRequest: Record<string, unknown>, person: Resource, program: Resource) {
  const {
    id: _id,
    meta: _meta,
    reasonReference: _reason,
    encounter: _encounter,
    requester: _requester,
    ...rest
  } = serviceRequest
  return {
    ...rest,
    resourceType: 'ServiceRequest',
    subject: { reference: `Patient/${person.id}` },
    performer: [{ reference: `HealthcareService/${program.id}` }],
  }
}

async function refusedUnchanged(
  client: Fhir,
  serviceRequest: Record<string, unknown>,
  person: Resource,
  program: Resource,
): Promise<string> {
  const { status, body } = await client.create(requestFor(serviceRequest, person, program))
  if (status !== 422) throw new Error(`answered ${status} instead of 422`)
  return `422 ${reasonsOf(body)[0] ?? ''}`
}

function refer(
  client: Fhir,
  serviceRequest: Record<string, unknown>,
  person: Resource,
  program: Resource,
): Promise<Resource> {
  return must(
    201,
    client.create({ ...requestFor(serviceRequest, person, program), status: 'active' }),
  )
}

async function peerOnTeam(client: Fhir, personId: string): Promise<Resource | undefined> {
  const bundle = await client.search(
    `CareTeam?patient=${personId}&status=active&_include=CareTeam:participant`,
  )
  const team = bundle.entry?.find(({ resource }) => resource.resourceType === 'CareTeam')?.resource
  const participants = (team?.['participant'] ?? []) as { member?: { reference?: string } }[]
  return participants.some(({ member }) => member?.reference?.startsWith('PractitionerRole/'))
    ? team
    : undefined
}

/** What follows a command arrives on its own; waits for it, with a deadline. */
export async function until<T>(look: () => Promise<T | undefined>, withinMs = waitMs): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error('did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

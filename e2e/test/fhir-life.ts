import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { reasonsOf, session, until, type Resource } from '@careloom/e2e'
import { CarePlanServiceDefinition } from '@careloom/proto/care-plans'
import { OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { matches, type FhirWorld } from './fhir-world.ts'
import {
  allSayYes,
  consent,
  letHospitalSee,
  newIdentifier,
  patient,
  serviceRequest,
} from './resources.ts'

/** One resource of every type, as the hospital may read it, after a person has gone the whole way and opened all of it. */
export type Life = Readonly<Record<string, Resource>>

const ofPerson = [
  'Consent',
  'ServiceRequest',
  'Task',
  'CareTeam',
  'CarePlan',
  'Goal',
  'Encounter',
  'QuestionnaireResponse',
  'Observation',
]
const ofNobody = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
  'Questionnaire',
]

export async function liveThrough(world: FhirWorld): Promise<Life> {
  const { client } = world
  const body = { ...patient(newIdentifier(), 'Núñez-Hart'), gender: 'female' }
  const { body: person } = await client.create(body)
  await agreeToAll(world, person.id)
  const order = { identifier: [newIdentifier()], note: [{ text: 'Mornings are hard.' }] }
  const { body: request } = await client.create(serviceRequest(person.id, undefined, order))
  await allSayYes(world.product.url, request.id, person.id)
  const plan = await until(
    async () => matches(await client.search(`CarePlan?patient=${person.id}`))[0],
  )
  const team = await until(async () =>
    matches(await client.search(`CareTeam?patient=${person.id}`)).find(({ participant }) =>
      JSON.stringify(participant).includes('PractitionerRole/'),
    ),
  )
  await meetAndPlan(world, plan.id)
  await answer(world, person.id)
  const life: Record<string, Resource> = { Patient: person }
  for (const type of ofPerson)
    life[type] = await until(
      async () => matches(await client.search(`${type}?patient=${person.id}`))[0],
    )
  life['Task'] = await until(async () => {
    const { body: task } = await client.read(`Task/${request.id}`)
    return task['status'] === 'in-progress' && task['output'] !== undefined ? task : undefined
  })
  const [peer] = team['participant'] as { member: { reference: string } }[]
  const peerId = peer?.member.reference.split('/')[1] ?? ''
  for (const type of ofNobody)
    life[type] = await first(world, type.startsWith('Pract') ? `${type}?_id=${peerId}` : type)
  return life
}

const first = async ({ client }: FhirWorld, query: string): Promise<Resource> =>
  matches((await client.read(query)).body)[0] ?? assert.fail(`there is no ${query}`)

async function agreeToAll({ client, product }: FhirWorld, personId: string): Promise<void> {
  const { status, body } = await client.create(
    consent(personId, undefined, true, { identifier: [newIdentifier()] }),
  )
  assert.equal(status, 201, reasonsOf(body).join(' '))
  await letHospitalSee(product.url, personId, 'care-plan', 'notes', 'outcome-measures')
}

const call = () => ({
  metadata: { actor: 'system:test', causationId: `test:${randomUUID()}` },
})

async function meetAndPlan({ product }: FhirWorld, carePlanId: string): Promise<void> {
  const plans = product.host.client(CarePlanServiceDefinition)
  const goalId = randomUUID()
  await plans.writeVision({ carePlanId, words: 'Walk by the sea.', writtenBy: 'person' }, call())
  await plans.proposeGoal(
    { goalId, carePlanId, words: 'Sleep', domain: 'physical', proposedBy: 'person' },
    call(),
  )
  await plans.agreeGoal({ goalId, carePlanId, agreedBy: 'peer' }, call())
  const peer = await session(product.url, 'peer')
  const other = await session(product.url, 'peer2')
  for (const each of [peer, other])
    for (const { assignmentId } of (await each.call('listPeerPeople', {})).people)
      await each.call('recordEncounter', { params: { assignmentId }, body: met() })
}

const met = () => ({
  occurredAt: new Date().toISOString(),
  modality: 'in-person' as const,
  minutes: 45,
  kinds: ['emotional' as const],
  shareWithEhr: false,
})

/** The hospital sends what the person answered on its own screen. */
async function answer({ client, product }: FhirWorld, personId: string): Promise<void> {
  const outcomes = product.host.client(OutcomeServiceDefinition)
  const measure = await until(async () => {
    const { measures } = await outcomes.listMeasures({ personId, dueOnly: true }, call())
    return measures.find(({ instrument }) => instrument === 'phq-9')
  })
  const { instruments } = await outcomes.listInstruments({}, call())
  const items = instruments.find(({ instrument }) => instrument === 'phq-9')?.items ?? []
  const { status, body } = await client.create({
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    identifier: { system: 'https://careloom.example/measure', value: measure.measureId },
    subject: { reference: `Patient/${personId}` },
    item: items.map(({ linkId }) => ({ linkId, answer: [{ valueInteger: 1 }] })),
  })
  assert.equal(status, 201, reasonsOf(body).join(' '))
}

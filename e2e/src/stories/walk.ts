import { randomUUID } from 'node:crypto'
import { FhirAdapterServiceDefinition } from '@careloom/proto/fhir-adapter'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { until } from '../journey.ts'
import type { Product } from '../product.ts'
import { session } from '../sign-in.ts'
import { atWork } from './at-work.ts'
import type { Desks, Recorder } from './recorder.ts'
import { others } from './others.ts'
import { chooseAlex, offered, referred, together } from './referred.ts'
import { referDana } from './refer-dana.ts'

const alexId = '0190a000-0000-7000-8000-000000000301'
const priyaId = '0190a000-0000-7000-8000-000000000302'

/**
 * One story over five weeks: Dana is referred from her chart, chooses Alex and works with him; Luis too; others wait, each
 * in another state. Says to the recorder which page shows what when.
 */
export async function walk(recorder: Recorder, host: Product['host']): Promise<void> {
  const { base, keep, setHours, at } = recorder
  await hospitalRead(host)
  setHours(-32 * 24)
  const workforce = host.client(WorkforceServiceDefinition)
  await workforce.declareAvailability({ peerWorkerId: alexId, canTakeMore: 5 }, because())
  const [clinician, coordinator, dana, alex, integrator] = await Promise.all(
    ['clinician', 'coordinator', 'person', 'peer', 'integrator'].map((name) => session(base, name)),
  )
  if (!clinician || !coordinator || !dana || !alex || !integrator) throw new Error('signed in')
  const desks = { clinician, coordinator, dana, alex, integrator }
  await beforeAnybody(recorder, desks)

  const { referralId } = await referDana(recorder, desks)
  const ours = { referralId, person: dana, peer: alex }
  const assignmentId = await together(ours)
  await keep(['peer', 'empty'], alex, 'getPeerPerson', { params: { assignmentId } })
  const luis = await referred(base, {
    given: 'Luis',
    family: 'Mendez',
    record: 'HH-1003',
    language: 'es',
    words: 'I would like people to eat with on weekends.',
    now: at(-32 * 24),
  })
  await offered(coordinator, luis, ['Alex Moreno'])
  const theirs = { ...luis, peer: alex }
  await chooseAlex(theirs)
  const luisId = await together(theirs)

  await atWork(recorder, desks, { referralId, assignmentId, luisId }, async () => {
    const supervision = { heldOn: at(-96).slice(0, 10), nextDueOn: at(600).slice(0, 10) }
    for (const peerWorkerId of [alexId, priyaId])
      await workforce.holdSupervision({ peerWorkerId, ...supervision }, because())
    await others(recorder, desks)
  })
}

/** Waits until the hospital has said what it can do: before the first day, so that every walk reads it at the same time. */
const hospitalRead = (host: Product['host']): Promise<true> =>
  until(async () => {
    const { connections } = await host
      .client(FhirAdapterServiceDefinition)
      .listConnections({}, because())
    return connections.every(({ metadataReadAt }) => metadataReadAt !== undefined) || undefined
  })

/** What no page of these desks does. */
const because = () => ({ metadata: { actor: 'system:stories', causationId: randomUUID() } })

/** Every desk on its first day. */
async function beforeAnybody({ keep }: Recorder, desks: Desks): Promise<void> {
  const { clinician, coordinator, dana, alex, integrator } = desks
  await keep(['clinician', 'full'], clinician, 'getMe', {})
  await keep(['coordinator', 'full'], coordinator, 'getMe', {})
  await keep(['person', 'full'], dana, 'getMe', {})
  await keep(['peer', 'full'], alex, 'getMe', {})
  await keep(['integrator', 'full'], integrator, 'getMe', {})
  await keep(['clinician', 'empty'], clinician, 'listClinicianReferrals', {})
  await keep(['coordinator', 'empty'], coordinator, 'getQueue', {})
  await keep(['person', 'empty'], dana, 'getPersonHome', {})
  await keep(['person', 'empty'], dana, 'listChoices', {})
  await keep(['person', 'empty'], dana, 'listConsents', {})
  await keep(['peer', 'empty'], alex, 'getPeerToday', {})
  await keep(['peer', 'empty'], alex, 'listOffers', {})
  await keep(['peer', 'empty'], alex, 'listPeerPeople', {})
  const query = { limit: 50 }
  await keep(['integrator', 'empty'], integrator, 'listDeliveries', { query })
  await keep(['integrator', 'empty'], integrator, 'listQuarantine', {})
}

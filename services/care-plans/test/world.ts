import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from '@careloom/testing/with-context'
import { firstSchema, type AnyEvent, type Told } from '@careloom/event-sourcing'
import type { RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Host } from '@careloom/hosting'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { assignmentTopic } from '@careloom/proto/assignments'
import {
  CarePlanServiceDefinition,
  carePlanTopic,
  type PublishedCarePlanEvent,
} from '@careloom/proto/care-plans'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import type { Handlers, ServiceDefinition } from '@careloom/rpc'
import { startCarePlans } from '../src/main.ts'

export const uuid = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const [hospital, peers, program] = [uuid(1), uuid(2), uuid(102)]
export const [efua, alex, priya, dana] = [uuid(201), uuid(301), uuid(302), uuid(401)]
export const [referral, assignment, nextAssignment] = [uuid(501), uuid(601), uuid(602)]
export const nextReferral = uuid(502)
export const monday = '2026-03-02T09:00:00.000Z'

/** What the neighbours answer; each test sets what it needs. */
export type Neighbours = {
  consented: boolean
  referrerId: string
  workforceFails: boolean
  asked: string[]
}

const names: Readonly<Record<string, string>> = { [alex]: 'Alex Moreno', [priya]: 'Priya Nair' }

export type World = Awaited<ReturnType<typeof openWorld>>

export function dataDirFor(context: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'care-plans-'))
  context.after(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** Forgets how far every reaction is: all messages are delivered once more. */
export function redeliverAll(dataDir: string): void {
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(dataDir, `reactions.sqlite${end}`), { force: true })
}

export async function openWorld(dataDir: string, set: Partial<Neighbours> = {}) {
  const neighbours: Neighbours = {
    consented: true,
    referrerId: efua,
    workforceFails: false,
    asked: [],
    ...set,
  }
  const host = new EmbeddedHost({ dataDir, nowMs: () => Date.parse('2026-03-04T12:00:00.000Z') })
  const views: RunningProjection<unknown>[] = []
  serveNeighbours(host, neighbours)
  const others = await host.openLog('neighbours', firstSchema)
  const told =
    (...types: readonly string[]) =>
    (event: Told<AnyEvent>) =>
      types.includes(event.type) ? event : undefined
  host.bus.publish({
    topic: assignmentTopic,
    feed: others.feed,
    map: told('AssignmentStarted', 'AssignmentEnded'),
  })
  await startCarePlans(watching(host, views))

  return {
    host,
    neighbours,
    carePlans: host.client(CarePlanServiceDefinition),
    /** Another service records and publishes an event. */
    async tell(event: AnyEvent, person?: string): Promise<void> {
      const store = others.of<AnyEvent>()
      const history = await store.read('neighbours')
      const causationId = `told-${history.length}`
      await store.append('neighbours', history.length, [event], {
        actor: 'system:test',
        causationId,
        person,
      })
    },
    async published(): Promise<readonly PublishedCarePlanEvent[]> {
      const { events } = await host.bus
        .feed<PublishedCarePlanEvent>(carePlanTopic)
        .readAll(0, 1_000)
      return events.map(({ type, data }) => ({ type, data }) as PublishedCarePlanEvent)
    },
    dump: () => views.map((view) => [...view.dump()]),
  }
}

function serveNeighbours(host: Host, neighbours: Neighbours): void {
  host.serve(
    WorkforceServiceDefinition,
    only<WorkforceServiceDefinition>({
      async getPeerWorker({ peerWorkerId }) {
        neighbours.asked.push(peerWorkerId)
        if (neighbours.workforceFails) throw new Error('away')
        const details = { displayName: names[peerWorkerId] ?? 'A peer', organizationId: peers }
        return { details, titleEn: 'peer specialist', certified: peerWorkerId === alex } as never
      },
    }),
  )
  host.serve(
    ReferralServiceDefinition,
    only<ReferralServiceDefinition>({
      async getReferral() {
        const { referrerId } = neighbours
        return {
          referrerId,
          referrerName: 'Dr. Efua Osei',
          referrerOrganizationId: hospital,
        } as never
      },
    }),
  )
  host.serve(
    PeopleServiceDefinition,
    only<PeopleServiceDefinition>({
      async checkConsent({ category, toOrganizationId, part2 }) {
        neighbours.asked.push(`${category} ${toOrganizationId} ${part2}`)
        return { consentId: neighbours.consented ? uuid(701) : undefined }
      },
    }),
  )
}

/** A service of which only some methods are called. */
function only<D extends ServiceDefinition>(handlers: Partial<Handlers<D>>): Handlers<D> {
  return handlers as Handlers<D>
}

/** The host, with the read models it starts. */
function watching(host: EmbeddedHost, views: RunningProjection<unknown>[]): Host {
  const project: Host['project'] = (service, projection, sources) => {
    const view = host.project(service, projection, sources)
    views.push(view as RunningProjection<unknown>)
    return view
  }
  return Object.create(host, { project: { value: project } }) as Host
}

export const started = (
  assignmentId = assignment,
  peerWorkerId = alex,
  personId = dana,
  referralId = referral,
) => ({
  type: 'AssignmentStarted',
  data: {
    assignmentId,
    referralId,
    personId,
    peerWorkerId,
    programId: program,
    organizationId: peers,
    startedAt: monday,
    part2: true,
  },
})
export const ended = (assignmentId = assignment, peerWorkerId = alex) => ({
  type: 'AssignmentEnded',
  data: {
    referralId: referral,
    assignmentId,
    personId: dana,
    peerWorkerId,
    endedAt: '2026-03-04T09:00:00.000Z',
  },
})

import type { AnyEvent } from '@careloom/event-sourcing'
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
import { lagging, monday, neighbours as neighbouring, runTwice, uuid } from '@careloom/testing'
import { startCarePlans } from '../src/start.ts'

export const [hospital, peers, program] = [uuid(1), uuid(2), uuid(102)]
export const [efua, alex, priya, dana] = [uuid(201), uuid(301), uuid(302), uuid(401)]
export const [referral, assignment, nextAssignment] = [uuid(501), uuid(601), uuid(602)]
export const nextReferral = uuid(502)

/** What the neighbours answer; each test sets what it needs. */
export type Neighbours = {
  consented: boolean
  referrerId: string
  workforceFails: boolean
  asked: string[]
}

const names: Readonly<Record<string, string>> = { [alex]: 'Alex Moreno', [priya]: 'Priya Nair' }

export type World = Awaited<ReturnType<typeof openWorld>>

/** @param lagMs runs every reaction twice, one of them and the read models so much later */
export async function openWorld(dataDir: string, set: Partial<Neighbours> = {}, lagMs = 0) {
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
  const { tell } = await neighbouring(host, [assignmentTopic])
  if (lagMs > 0) runTwice(host, lagMs)
  await startCarePlans(watching(host, views, lagMs > 0 ? lagging(lagMs) : (feed) => feed))

  return {
    host,
    neighbours,
    carePlans: host.client(CarePlanServiceDefinition),
    /** Another service records and publishes an event about an assignment. */
    tell: (event: AnyEvent, person?: string) => tell(assignmentTopic, event, person),
    async published(): Promise<readonly PublishedCarePlanEvent[]> {
      const { events } = await host.bus
        .feed<PublishedCarePlanEvent>(carePlanTopic)
        .readAll(0, 1_000)
      return events.map(({ type, data }) => ({ type, data }) as PublishedCarePlanEvent)
    },
    dump: () =>
      Promise.all(
        views.map(async (view) => {
          await view.caughtUp()
          return [...view.dump()]
        }),
      ),
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
function watching(
  host: EmbeddedHost,
  views: RunningProjection<unknown>[],
  tail: <F>(feed: F) => F,
): Host {
  const project: Host['project'] = (service, projection, { log, ...sources }) => {
    const own = log === undefined ? {} : { log: { ...log, feed: tail(log.feed) } }
    const view = host.project(service, projection, { ...sources, ...own })
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

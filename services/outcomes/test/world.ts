import type { AnyEvent } from '@careloom/event-sourcing'
import type { RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Host } from '@careloom/hosting'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { assignmentTopic } from '@careloom/proto/assignments'
import {
  measureTopic,
  OutcomeServiceDefinition,
  type PublishedMeasureEvent,
} from '@careloom/proto/outcomes'
import { monday, neighbours, uuid } from '@careloom/testing'
import { startOutcomes } from '../src/start.ts'

export const [peers, program, alex, dana] = [uuid(2), uuid(102), uuid(301), uuid(401)]
export const [referral, assignment] = [uuid(501), uuid(601)]

export type World = Awaited<ReturnType<typeof openWorld>>

/** `time.nowMs` is the clock: a test turns it. */
export async function openWorld(dataDir: string, startMs = Date.parse(monday)) {
  const time = { nowMs: startMs }
  const host = new EmbeddedHost({ dataDir, nowMs: () => time.nowMs })
  const views: RunningProjection<unknown>[] = []
  const { tell } = await neighbours(host, [assignmentTopic])
  await startOutcomes(watching(host, views))

  return {
    host,
    time,
    outcomes: host.client(OutcomeServiceDefinition),
    /** Another service records and publishes an event about an assignment. */
    tell: (event: AnyEvent, person?: string) => tell(assignmentTopic, event, person),
    async published(): Promise<readonly PublishedMeasureEvent[]> {
      const { events } = await host.bus.feed<PublishedMeasureEvent>(measureTopic).readAll(0, 1_000)
      return events.map(({ type, data }) => ({ type, data }) as PublishedMeasureEvent)
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

/** The host, with the read models it starts. */
function watching(host: EmbeddedHost, views: RunningProjection<unknown>[]): Host {
  const project: Host['project'] = (service, projection, sources) => {
    const view = host.project(service, projection, sources)
    views.push(view as RunningProjection<unknown>)
    return view
  }
  return Object.create(host, { project: { value: project } }) as Host
}

export const started = (part2 = true) => ({
  type: 'AssignmentStarted',
  data: {
    assignmentId: assignment,
    referralId: referral,
    personId: dana,
    peerWorkerId: alex,
    programId: program,
    organizationId: peers,
    startedAt: monday,
    part2,
  },
})
export const ended = (endedAt: string) => ({
  type: 'AssignmentEnded',
  data: {
    referralId: referral,
    assignmentId: assignment,
    personId: dana,
    peerWorkerId: alex,
    endedAt,
  },
})

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
  measureTopic,
  OutcomeServiceDefinition,
  type PublishedMeasureEvent,
} from '@careloom/proto/outcomes'
import { startOutcomes } from '../src/main.ts'

export const uuid = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const [peers, program, alex, dana] = [uuid(2), uuid(102), uuid(301), uuid(401)]
export const [referral, assignment] = [uuid(501), uuid(601)]
export const monday = '2026-03-02T09:00:00.000Z'
export const day = 86_400_000

export type World = Awaited<ReturnType<typeof openWorld>>

export function dataDirFor(context: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'outcomes-'))
  context.after(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** Forgets how far every reaction is: all messages are delivered once more. */
export function redeliverAll(dataDir: string): void {
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(dataDir, `reactions.sqlite${end}`), { force: true })
}

/** `time.nowMs` is the clock: a test turns it. */
export async function openWorld(dataDir: string, startMs = Date.parse(monday)) {
  const time = { nowMs: startMs }
  const host = new EmbeddedHost({ dataDir, nowMs: () => time.nowMs })
  const views: RunningProjection<unknown>[] = []
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
  await startOutcomes(watching(host, views))

  return {
    host,
    time,
    outcomes: host.client(OutcomeServiceDefinition),
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
    async published(): Promise<readonly PublishedMeasureEvent[]> {
      const { events } = await host.bus.feed<PublishedMeasureEvent>(measureTopic).readAll(0, 1_000)
      return events.map(({ type, data }) => ({ type, data }) as PublishedMeasureEvent)
    },
    dump: () => views.map((view) => [...view.dump()]),
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

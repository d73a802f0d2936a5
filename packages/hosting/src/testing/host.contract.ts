import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  firstSchema,
  projection,
  type AnyEvent,
  type Event,
  type Topic,
} from '@careloom/event-sourcing'
import { WorkforceServiceDefinition, peerWorkerTopic } from '@careloom/proto/workforce'
import type { Handlers } from '@careloom/rpc'
import { eventually } from '@careloom/testing/notes'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { RunningHost } from '../running-host.ts'

type Noted = Event<'Noted', { text: string }>
type Row = { readonly texts: readonly string[] }

const notes = projection<Noted, Row>({
  name: 'notes',
  version: 1,
  key: (_data, { stream }) => stream,
  person: 'nobody',
  on: { Noted: (row, { text }) => ({ texts: [...(row?.texts ?? []), text] }) },
})

export type HostUnderTest = {
  readonly host: RunningHost
  close(): Promise<void>
}

/** The process of the service `workforce`; opened again, it finds what it had. */
export type OpenHosts = (t: TestContext) => Promise<() => Promise<HostUnderTest>>

const service = 'workforce'
const noted = (text: string): Noted => ({ type: 'Noted', data: { text } })
const because = (causationId: string) => ({ actor: 'a', causationId })
const withinMs = 60_000

/** What every host must do, whatever it stands on. */
export function hostContract(name: string, hosts: OpenHosts): void {
  describe(`host contract: ${name}`, () => {
    keeping(hosts)
    telling(hosts)
    doing(hosts)
    calling(hosts)
  })
}

async function started(hosts: OpenHosts, t: TestContext) {
  const { host, close } = await (await hosts(t))()
  t.after(close)
  const log = await host.openLog(service, firstSchema)
  return { host, log, store: log.of<Noted>() }
}

function keeping(hosts: OpenHosts): void {
  it(
    'finds everything again at the next start',
    withContext(async (t) => {
      const open = await hosts(t)
      const first = await open()
      const log = await first.host.openLog(service, firstSchema)
      await log.of<Noted>().append('note-1', 0, [noted('a')], because('1'))
      await first.host.shared<string>('words', 60_000).put('one', 'kept')
      const hashed = first.host.hashed('identifier', '4711')
      await first.close()
      const second = await open()
      t.after(() => second.close())
      const again = await second.host.openLog(service, firstSchema)
      const model = second.host.project(service, notes, { log: again })
      assert.equal((await again.of<Noted>().read('note-1'))[0]?.data.text, 'a')
      await second.host.whole()
      assert.deepEqual((await model.get('note-1'))?.texts, ['a'])
      assert.equal(await second.host.shared<string>('words', 60_000).get('one'), 'kept')
      assert.equal(second.host.hashed('identifier', '4711'), hashed)
    }),
  )
  it(
    'shows in a read model what was appended, and says how far it is',
    withContext(async (t) => {
      const { host, log, store } = await started(hosts, t)
      const model = host.project(service, notes, { log })
      const { position } = await store.append('note-1', 0, [noted('a'), noted('b')], because('1'))
      await model.reached(position)
      assert.deepEqual((await model.get('note-1'))?.texts, ['a', 'b'])
      const { readOnly, projections } = host.status()
      assert.equal(readOnly, false)
      assert.deepEqual(
        projections.map(({ service: of, name, behind }) => [of, name, behind]),
        [[service, 'notes', 0]],
      )
    }),
  )
}

function telling(hosts: OpenHosts): void {
  it(
    'publishes what of a log is for others, and keeps the rest',
    withContext(async (t) => {
      const { host, log, store } = await started(hosts, t)
      const topic = peerWorkerTopic as Topic<AnyEvent>
      const map = (event: AnyEvent) =>
        (event as Noted).data.text === 'private' ? undefined : { ...event, type: 'Told' }
      host.publish(log, { topic, map } as never)
      await store.append('note-1', 0, [noted('a'), noted('private'), noted('b')], because('1'))
      const feed = host.bus.feed(topic)
      await eventually(() => feed.known() === 3, 'three are known', withinMs)
      const { events, through } = await feed.readAll(0, 10)
      assert.deepEqual(
        [events.map(({ type, position }) => [type, position]), through],
        [
          [
            ['Told', 1],
            ['Told', 3],
          ],
          3,
        ],
      )
    }),
  )
  it(
    'reacts once to each event, also to those of the start before',
    withContext(async (t) => {
      const open = await hosts(t)
      const handled: string[] = []
      const reaction = {
        name: 'workforce.on-noted',
        handles: ['Noted'] as const,
        keyOf: ({ stream }: { stream: string }) => stream,
        handle: async ({ data }: Noted) => void handled.push(data.text),
      }
      for (const texts of [['a'], ['b']]) {
        const { host, close } = await open()
        const log = await host.openLog(service, firstSchema)
        host.react<Noted>(log, reaction)
        const store = log.of<Noted>()
        const revision = (await store.read('note-1')).length
        await store.append('note-1', revision, texts.map(noted), because(texts.join()))
        await eventually(() => handled.at(-1) === texts.at(-1), 'handled', withinMs)
        await close()
      }
      assert.deepEqual(handled, ['a', 'b'])
    }),
  )
}

function doing(hosts: OpenHosts): void {
  it(
    'does again and again what is to be done so',
    withContext(async (t) => {
      const { host } = await started(hosts, t)
      let times = 0
      host.every('counts', 10, async () => void (times += 1))
      await eventually(() => times > 1, 'done twice', withinMs)
    }),
  )
  it(
    'answers a barrier when its doors have seen a place',
    withContext(async (t) => {
      const { host } = await started(hosts, t)
      const seen: number[] = []
      const door = host.door(async ({ position }) => void seen.push(position))
      await eventually(() => door.shut === undefined, 'open', withinMs)
      await host.barrier({ log: service, position: 7 }, withinMs)
      assert.deepEqual(seen, [7])
    }),
  )
}

function calling(hosts: OpenHosts): void {
  it(
    'calls what is served later, for those who are declared to ask it and for nobody else',
    withContext(async (t) => {
      const { host } = await started(hosts, t)
      const call = { metadata: { actor: 'system:care-plans', causationId: '1' } }
      const client = host.as('care-plans').client(WorkforceServiceDefinition)
      const ask = async () => client.listPeerWorkers({} as never, call)
      await assert.rejects(ask, { code: 'CL_NOT_SERVED_YET', retryable: true })
      const listPeerWorkers = async () => ({ peerWorkers: [] })
      host.serve(WorkforceServiceDefinition, { listPeerWorkers } as unknown as Handlers<
        typeof WorkforceServiceDefinition
      >)
      assert.deepEqual((await ask()).peerWorkers, [])
      const nobody = host.as('nobody').client(WorkforceServiceDefinition)
      await assert.rejects(async () => nobody.listPeerWorkers({} as never, call), {
        code: 'CL_CALLER_UNKNOWN',
      })
      assert.deepEqual(
        host.refusals().map(({ caller, count }) => [caller, count]),
        [['nobody', 1]],
      )
    }),
  )
}

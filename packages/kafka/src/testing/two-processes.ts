import { join } from 'node:path'
import {
  runReaction,
  StoreUnavailable,
  type AnyEvent,
  type ReactionOptions,
} from '@careloom/event-sourcing'
import { SharedFile, SqliteReactionStore, sqliteLeases } from '@careloom/event-sourcing/sqlite'
import { sqliteRelayCheckpoint, type EventBus, type TopicHistory } from '@careloom/messaging'
import { eventually, type NoteEvent, type ScratchLog } from '@careloom/testing'
import { published } from '@careloom/testing/bus.contract'
import type { TestContext } from '@careloom/testing/with-context'
import { kafkaDriver } from '../driver.ts'
import { KafkaBus, type KafkaBusNeed } from '../kafka-bus.ts'
import { clients } from '../open-client.ts'
import { migrateTopics, oneCopy, type Copies } from '../topics.ts'

export const withinMs = 60_000
export const topics = ['careloom.test.note.v1', 'careloom.test.later.v1']
export const [topic = ''] = topics
const termMs = 3_000

export type ClientName = keyof typeof clients
export const clientNames = Object.keys(clients) as readonly ClientName[]

export type Setting = {
  readonly brokers: readonly string[]
  readonly client: ClientName
  /** Keeps the topics of one test apart from those of another. */
  readonly prefix: string
  readonly copies?: Copies
  /** How often the follower looks for what the broker left out: in an hour, unless said otherwise. */
  readonly lookMs?: number
  readonly reactions?: Partial<ReactionOptions>
}

async function openDriver(t: TestContext, setting: Setting, process: string) {
  const { brokers, client, prefix, copies = oneCopy } = setting
  const opened = await clients[client]({ brokers, clientId: `${prefix}${process}` })
  await migrateTopics(
    opened,
    topics.map((name) => `${prefix}${name}`),
    copies,
  )
  const driver = kafkaDriver(opened, { againMs: 100 })
  t.after(() => driver.close())
  return driver
}

/** Two processes: one publishes a log of notes, the other follows what the broker brings of it. */
export async function twoProcesses(t: TestContext, setting: Setting, log: ScratchLog<NoteEvent>) {
  const reactions = new SqliteReactionStore(join(log.folder, 'reactions.sqlite'))
  const shared = new SharedFile(join(log.folder, 'shared.sqlite'))
  const options = { now: () => '2026-11-09T14:02:00.000Z', ...setting.reactions }
  const errors: unknown[] = []
  const need: Omit<KafkaBusNeed, 'driver' | 'historyOf'> = {
    prefix: setting.prefix,
    reactions,
    keyring: log.keyring,
    run: (reaction, feed) => runReaction(reaction, feed, reactions, options),
    leases: sqliteLeases(shared, { termMs }),
    checkpointOf: (of) => sqliteRelayCheckpoint(join(log.folder, 'relays.sqlite'), of),
    relay: { askMs: termMs / 3, idleMs: 50 },
    againMs: 50,
    lookMs: setting.lookMs ?? 3_600_000,
    onError: (_where, error) => errors.push(error),
  }
  const publishing = await openDriver(t, setting, 'publishes')
  const following = await openDriver(t, setting, 'follows')
  const owner = new KafkaBus({ ...need, driver: publishing, historyOf: () => undefined })
  const historyOf = (of: string) => historyIn(owner, of)
  const follower = new KafkaBus({ ...need, driver: following, historyOf })
  owner.publish({ topic, feed: log.store.feed, map: published })
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= Promise.all([owner.close(), follower.close()]).then(() => {
      reactions.close()
      shared.close()
    }))
  // A handler that never ends (a crash) must not keep the test from ending.
  t.after(() => void close())
  const arrived = (of = topic) =>
    eventually(
      () => follower.feed(of).known() >= log.store.feed.known(),
      'what was published',
      withinMs,
    )
  return { owner, follower, driver: following, errors, arrived, close }
}

/** The log of the other process; away until something of it is published. */
function historyIn(owner: EventBus, of: string): TopicHistory<AnyEvent> {
  const feed = owner.feed<AnyEvent>(of)
  return {
    readAll: (after, limit) => feed.readAll(after, limit),
    mark: (position) => feed.mark(position),
    get log() {
      return feed.log
    },
    get form() {
      return feed.form ?? ''
    },
    async latest() {
      if (!feed.isOpen) throw new StoreUnavailable(`${of} is not published yet`)
      return feed.latest()
    },
  }
}

import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { runReaction, type AnyEvent, type ReactionOptions } from '@careloom/event-sourcing'
import {
  SharedFile,
  sqliteLeases,
  SqliteReactionStore,
  type SqliteKeyring,
} from '@careloom/event-sourcing/sqlite'
import {
  remoteHistory,
  sqliteRelayCheckpoint,
  topicHandlers,
  type TopicHistory,
} from '@careloom/messaging'
import { TopicServiceDefinition } from '@careloom/proto/bus'
import type { Callers } from '@careloom/rpc'
import { GrpcServer, grpcClient } from '@careloom/rpc/grpc'
import { eventually, published, type NoteEvent } from '@careloom/testing/notes'
import type { ScratchLog } from '@careloom/testing/scratch-log'
import type { TestContext } from '@careloom/testing/with-context'
import type { KafkaClient } from '../client.ts'
import { kafkaDriver, type KafkaDriver } from '../driver.ts'
import { KafkaBus, type KafkaBusNeed } from '../kafka-bus.ts'
import { clients } from '../open-client.ts'
import { migrateTopics, oneCopy, type Copies } from '../topics.ts'

export const withinMs = 60_000
export const topics = ['careloom.test.note.v1', 'careloom.test.later.v1']
export const [topic = ''] = topics
export const proofKey = createSecretKey(Buffer.alloc(32, 7))
const termMs = 3_000

export type ClientName = keyof typeof clients
export const clientNames = Object.keys(clients) as readonly ClientName[]

export type Setting = {
  readonly brokers: readonly string[]
  readonly client: ClientName
  /** Keeps the topics of one test apart from those of another. */
  readonly prefix: string
  readonly copies?: Copies
  /** Whoever publishes speaks to Kafka through this. */
  readonly wrap?: (client: KafkaClient) => KafkaClient
  /** How often the follower looks for what the broker left out: in an hour, unless said otherwise. */
  readonly lookMs?: number
  readonly reactions?: Partial<ReactionOptions>
}

async function openDriver(
  t: TestContext,
  setting: Setting,
  process: string,
  wrap = (client: KafkaClient) => client,
) {
  const { brokers, client, prefix, copies = oneCopy } = setting
  const opened = clients[client]({ brokers, clientId: `${prefix}${process}` })
  await migrateTopics(
    opened,
    topics.map((name) => `${prefix}${name}`),
    copies,
  )
  const driver = kafkaDriver(wrap(opened), { againMs: 100 })
  t.after(() => driver.close())
  return driver
}

/** Two processes: one publishes a log of notes, the other follows what the broker brings of it. */
export async function twoProcesses(t: TestContext, setting: Setting, log: ScratchLog<NoteEvent>) {
  const reactions = new SqliteReactionStore(join(log.folder, 'reactions.sqlite'))
  const shared = new SharedFile(join(log.folder, 'shared.sqlite'))
  const options = { now: () => '2026-11-09T14:02:00.000Z', ...setting.reactions }
  const need: Omit<KafkaBusNeed, 'driver' | 'historyOf'> = {
    prefix: setting.prefix,
    reactions,
    keyring: log.keyring,
    proofKey,
    run: (reaction, feed) => runReaction(reaction, feed, reactions, options),
    leases: sqliteLeases(shared, { termMs }),
    checkpointOf: (of) => sqliteRelayCheckpoint(join(log.folder, 'relays.sqlite'), of),
    relay: { askMs: termMs / 3, idleMs: 50 },
    againMs: 50,
    lookMs: setting.lookMs ?? 3_600_000,
  }
  const publishing = await openDriver(t, setting, 'publishes', setting.wrap)
  const following = await openDriver(t, setting, 'follows')
  const owner = new KafkaBus({ ...need, driver: publishing, historyOf: () => undefined })
  const served = await servedBy(owner, log.keyring)
  const followers: KafkaBus[] = []
  function follow(driver: KafkaDriver): KafkaBus {
    const bus = new KafkaBus({ ...need, driver, historyOf: served.historyOf })
    followers.push(bus)
    return bus
  }
  const follower = follow(following)
  owner.publish({ topic, feed: log.store.feed, map: published })
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= Promise.all([owner, ...followers].map((bus) => bus.close())).then(async () => {
      await served.close()
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
  /** One more process, which has followed nothing before. */
  const another = async () => follow(await openDriver(t, setting, 'follows-too'))
  return { owner, follower, another, driver: following, arrived, close }
}

/** The logs of the other process, over gRPC. */
async function servedBy(
  owner: KafkaBus,
  keyring: SqliteKeyring,
): Promise<{ historyOf(topic: string): TopicHistory<AnyEvent>; close(): Promise<void> }> {
  const { privateKey: key, publicKey } = generateKeyPairSync('ed25519')
  const callers: Callers = { follower: { calls: [], follows: topics } }
  const server = new GrpcServer({
    isHealthy: () => true,
    trust: { callers, keyOf: () => publicKey },
  })
  const published = (name: string) => owner.published(name)
  server.add(TopicServiceDefinition, topicHandlers({ published, keys: keyring, callers }))
  const { port, close } = await server.listen('127.0.0.1:0')
  const identity = { name: 'follower', key, callers }
  const { client, close: hangUp } = grpcClient(
    TopicServiceDefinition,
    `127.0.0.1:${port}`,
    identity,
  )
  return {
    historyOf: (name) =>
      remoteHistory({ topic: name, client, keys: keyring, follower: 'follower' }),
    async close() {
      hangUp()
      await close()
    },
  }
}

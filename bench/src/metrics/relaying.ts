import { createSecretKey } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SharedFile, sqliteLeases, SqliteReactionStore } from '@careloom/event-sourcing/sqlite'
import { runReaction, type ReceivedEvent } from '@careloom/event-sourcing'
import { KafkaBus, kafkaDriver, clients, migrateTopics, oneCopy } from '@careloom/kafka'
import { sqliteRelayCheckpoint } from '@careloom/messaging'
import { sampleAt, type Accepted } from '../events.ts'
import type { Figure, Metric, Setting } from '../metric.ts'
import { because, openCareloom } from '../systems/careloom.ts'

type ClientName = keyof typeof clients

/** Brokers that run, `host:port` with commas between them. */
const brokers = (process.env['KAFKA'] ?? '').split(',').filter(Boolean)
const together = 500
const batches = 20
const alone = 200

async function openDriver(client: ClientName, topic: string) {
  if (brokers.length === 0) throw new Error('Error: KAFKA does not say where brokers run')
  const opened = clients[client]({ brokers, clientId: 'bench' })
  await migrateTopics(opened, [topic], oneCopy)
  return kafkaDriver(opened)
}

/** What comes of a topic, as bytes: nobody opens it. */
async function arriving(client: ClientName, topic: string) {
  const driver = await openDriver(client, topic)
  let through = 0
  await driver.tail(topic, 'end', async (messages) => {
    through = Number(messages.at(-1)?.headers['through'] ?? through)
  })
  // Whoever joins takes a moment.
  await pause(2_000)
  return {
    driver,
    async reached(position: number): Promise<void> {
      while (through < position) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** A log that is relayed: sealed, in order, and seen by another client. */
async function relayed({ folder }: Setting, client: ClientName): Promise<Figure> {
  const topic = `bench.${process.pid}.v1`
  const { store, keyring, close } = await openCareloom(folder)
  const { driver, reached } = await arriving(client, topic)
  const sending = await openDriver(client, topic)
  const shared = new SharedFile(join(folder, 'shared.sqlite'))
  const reactions = new SqliteReactionStore(join(folder, 'reactions.sqlite'))
  const bus = new KafkaBus({
    driver: sending,
    reactions,
    run: (reaction, feed) => runReaction(reaction, feed, reactions, { now: () => '' }),
    keyring,
    proofKey: createSecretKey(Buffer.alloc(32, 1)),
    leases: sqliteLeases(shared),
    checkpointOf: (of) => sqliteRelayCheckpoint(join(folder, 'relays.sqlite'), of),
    historyOf: () => undefined,
  })
  for (let n = 0; n < batches; n++)
    await store.append(
      `many-${n}`,
      0,
      Array.from({ length: together }, (_, i) => sampleAt(i)),
      because(n),
    )
  const [from, cpu] = [performance.now(), process.cpuUsage()]
  bus.publish({ topic, feed: store.feed, map: (event: ReceivedEvent<Accepted>) => event })
  await reached(batches * together)
  const seconds = (performance.now() - from) / 1_000
  const used = process.cpuUsage(cpu)
  const times: number[] = []
  for (let n = 0; n < alone; n++) {
    const { position } = await store.append('alone', n, [sampleAt(n)], because(n))
    const at = performance.now()
    await reached(position)
    times.push(performance.now() - at)
  }
  times.sort((a, b) => a - b)
  await bus.close()
  await Promise.all([driver.close(), sending.close()])
  reactions.close()
  shared.close()
  await close()
  return {
    value: (batches * together) / seconds,
    p50Ms: times[Math.floor(alone / 2)] ?? 0,
    p99Ms: times[Math.floor(alone * 0.99)] ?? 0,
    cpuMicros: (used.user + used.system) / (batches * together),
  }
}

/** The same bytes in the same batches, sent by a client that knows nothing of a log. */
async function bare(client: ClientName): Promise<Figure> {
  const topic = `bench.${process.pid}.v1`
  const { driver, reached } = await arriving(client, topic)
  const value = Buffer.from(JSON.stringify(sampleAt(0).data).padEnd(400))
  const envelope = 'x'.repeat(400)
  const batch = (n: number) =>
    Array.from({ length: together }, (_, i) => {
      const through = String(n * together + i + 1)
      return { key: 'bench', headers: { envelope, through }, value }
    })
  await driver.send(topic, 0, [{ key: 'bench', headers: { through: '0' }, value }])
  const [from, cpu] = [performance.now(), process.cpuUsage()]
  for (let n = 0; n < batches; n++) await driver.send(topic, 0, batch(n))
  await reached(batches * together)
  const seconds = (performance.now() - from) / 1_000
  const used = process.cpuUsage(cpu)
  await driver.close()
  const cpuMicros = (used.user + used.system) / (batches * together)
  return { value: (batches * together) / seconds, cpuMicros }
}

export const relaying: Metric = {
  name: 'relay',
  number: 'P17',
  what: 'a log relayed to Kafka and seen by another client (bare: the same bytes without a log)',
  unit: 'events/s',
  systems: {
    careloom: (setting) => relayed(setting, 'kafkajs'),
    'careloom by platformatic': (setting) => relayed(setting, 'platformatic'),
    'bare kafkajs': () => bare('kafkajs'),
    'bare platformatic': () => bare('platformatic'),
  },
  goals: [{ against: 'bare kafkajs', factor: 0.8 }],
  bounds: [{ figure: 'p99Ms', atMost: 50 }],
}

import { setTimeout as pause } from 'node:timers/promises'
import { startKafka, type Kafka } from '@careloom/testing/engines'
import {
  because,
  struck,
  written,
  type NoteEvent,
  type NotePublished,
} from '@careloom/testing/notes'
import { openScratchLog } from '@careloom/testing/scratch-log'
import {
  safeCopies,
  type KafkaClient,
  type KafkaDriver,
} from '../../../packages/kafka/src/index.ts'
import {
  topic,
  twoProcesses,
  type ClientName,
} from '../../../packages/kafka/src/testing/two-processes.ts'
import { randomFrom } from '../random.ts'
import type { ClusterReport } from './parts.ts'

export type BrokerFaults = {
  readonly client: ClientName
  readonly stops: number
  readonly kills: number
  readonly seed: number
  /**
   * One send in twenty reaches nobody: `unanswered` as kafkajs does it, whose answer leaves the partition out; `answered` as it
   * would be if nobody looked.
   */
  readonly drops?: 'unanswered' | 'answered'
}

/** Longer than any fault takes, on a busy machine: who has not gone on by then never does. */
const withinMs = 120_000
/** Of so many sends one is dropped, however few there are. */
const droppedOf = 4
const everyMs = 10
const prefix = 'torture.'

/** Of three brokers one is stopped or killed again and again while a log is relayed; then the topic holds every event once told, in order. */
export async function brokerFaults(given: BrokerFaults): Promise<ClusterReport> {
  const open: (() => unknown)[] = []
  const t = { after: (putAway: () => unknown) => void open.unshift(putAway) }
  const kafka = await startKafka(3)
  t.after(() => kafka.remove())
  try {
    return await underFaults(t, kafka, given)
  } finally {
    for (const putAway of open) await putAway()
  }
}

async function underFaults(
  t: { after(putAway: () => unknown): void },
  kafka: Kafka,
  { client, stops, kills, seed, drops }: BrokerFaults,
): Promise<ClusterReport> {
  const random = randomFrom(seed)
  const log = await openScratchLog<NoteEvent>(t)
  const wrap = (opened: KafkaClient) => (drops === undefined ? opened : dropping(opened, drops))
  const setting = { brokers: kafka.brokers, client, prefix, copies: safeCopies, wrap }
  const { follower, driver } = await twoProcesses(t, setting, log)
  const heard: number[] = []
  follower.react<NotePublished>(topic, {
    name: 'hears',
    handles: ['notePublished'],
    keyOf: () => 'all',
    handle: async ({ position }) => void heard.push(position),
  })
  const arrived = () => reached(() => follower.feed(topic).known(), log.store.feed.known())
  const writing = writeOn(log.store)
  const other: string[] = []
  if (!(await arrived())) other.push('nothing has come')
  let faults = 0
  for (const fault of shuffled(random, stops, kills)) {
    const broker = kafka.each[Math.floor(random() * kafka.each.length)]
    await broker?.[fault]()
    faults += 1
    if (!(await arrived())) other.push(`it stands still after ${faults} faults`)
    await broker?.start()
  }
  const acks = await writing.end()
  if (!(await arrived())) other.push('the lag has not returned to 0')
  await follower.caughtUp()
  const judged = judge(acks, await dumped(driver, log.store.feed.known()), heard)
  const part = `a broker of three lost, ${client}${drops === undefined ? '' : `, sends ${drops}`}`
  return { part, faults, acknowledged: acks.length, ...judged, other: [...other, ...judged.other] }
}

/** Notes without a break, each fifth of them private; answers the positions of those that are published. */
function writeOn(store: Awaited<ReturnType<typeof openScratchLog<NoteEvent>>>['store']) {
  const acks: number[] = []
  let isEnding = false
  async function write(): Promise<void> {
    for (let n = 0; !isEnding; n++) {
      const stream = `note-${n % 7}`
      const event = n % 5 === 0 ? struck(`${n}`) : written(`${n}`)
      const { position } = await store.append(stream, Math.floor(n / 7), [event], because())
      if (event.type === 'NoteWritten') acks.push(position)
      await pause(everyMs)
    }
  }
  const running = write()
  return {
    async end() {
      isEnding = true
      await running
      return acks
    },
  }
}

type Span = { readonly after: number; readonly through: number; readonly position: number }

/** What lies in the topic, up to a position of the log. */
async function dumped(driver: KafkaDriver, through: number): Promise<readonly Span[]> {
  const spans: Span[] = []
  const tail = await driver.tail(`${prefix}${topic}`, 'beginning', async (messages) => {
    for (const { headers } of messages) {
      const envelope = JSON.parse(headers['envelope'] ?? '{}') as { position?: number }
      const [after, to] = [Number(headers['after']), Number(headers['through'])]
      spans.push({ after, through: to, position: envelope.position ?? 0 })
    }
  })
  await reached(() => Math.max(0, ...spans.map((span) => span.through)), through)
  await tail.close()
  return spans
}

/** The topic as one who follows it reads it from the beginning, and what the one who followed it has heard. */
function judge(acks: readonly number[], spans: readonly Span[], heard: readonly number[]) {
  const told = new Set<number>()
  let [end, holes] = [0, 0]
  for (const { after, through, position } of spans) {
    if (through <= end) continue
    if (after > end) holes += 1
    end = through
    if (position > 0) told.add(position)
  }
  const lost = acks.filter((position) => !told.has(position)).length
  const twice = heard.length - new Set(heard).size
  const other =
    String(heard) === String(acks)
      ? []
      : ['who followed it has heard something else, or in another order']
  return { lost, twice, holes, other }
}

function dropping(client: KafkaClient, how: 'unanswered' | 'answered'): KafkaClient {
  let sent = 0
  return {
    ...client,
    async producer() {
      const producer = await client.producer()
      return {
        close: () => producer.close(),
        async send(to, partition, messages) {
          if ((sent += 1) % droppedOf !== 0) return producer.send(to, partition, messages)
          return how === 'answered' ? [{ topic: to, partition, errorCode: 0 }] : []
        },
      }
    },
  }
}

/** Answers whether it came about in time. */
async function reached(position: () => number, wanted: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (position() < wanted) {
    if (performance.now() > until) return false
    await pause(5)
  }
  return true
}

function shuffled(
  random: () => number,
  stops: number,
  kills: number,
): readonly ('stop' | 'kill')[] {
  const faults = Array.from({ length: stops + kills }, (_, i) => (i < stops ? 'stop' : 'kill'))
  return faults
    .map((fault) => [random(), fault] as const)
    .sort(([a], [b]) => a - b)
    .map(([, fault]) => fault)
}

import { join } from 'node:path'
import { runClients, runSync } from '../clients.ts'
import { envelope, sampleAt } from '../events.ts'
import type { Figure, Metric, Setting } from '../metric.ts'
import { because, openCareloom } from '../systems/careloom.ts'
import { openEmmett } from '../systems/emmett.ts'
import { openRaw, openRawWorker, type RawOptions } from '../systems/limit.ts'

const texts = Array.from({ length: 500 }, (_, i) =>
  JSON.stringify({ ...envelope, data: sampleAt(i).data }),
)
const streamLength = 20
const textAt = (n: number) => texts[n % texts.length] ?? ''
const streamOf = (client: number, n: number) => `referral-${client}-${Math.floor(n / streamLength)}`

async function careloomAppends({ folder, seconds }: Setting, clients: number): Promise<Figure> {
  const { store, close } = await openCareloom(folder)
  const { perSecond, p50Ms, p99Ms, loopP99Ms } = await runClients(clients, seconds, (client, n) =>
    store.append(streamOf(client, n), n % streamLength, [sampleAt(n)], because(client)),
  )
  const appended = store.feed.known()
  await close()
  return { value: perSecond, p50Ms, p99Ms, loopP99Ms, appended }
}

async function limitWorkerAppends(
  { folder, seconds }: Setting,
  clients: number,
  options: RawOptions = {},
): Promise<Figure> {
  const raw = openRawWorker(folder, options)
  let appended = 0
  const { perSecond, p50Ms, p99Ms, loopP99Ms } = await runClients(clients, seconds, (client, n) => {
    appended += 1
    return raw.append({
      stream: streamOf(client, n),
      version: (n % streamLength) + 1,
      text: textAt(n),
    })
  })
  await raw.close()
  return { value: perSecond, p50Ms, p99Ms, loopP99Ms, appended }
}

async function limitAppends({ folder, seconds }: Setting): Promise<Figure> {
  const raw = openRaw(folder)
  const value = runSync(seconds, (n) =>
    raw.append([{ stream: streamOf(0, n), version: (n % streamLength) + 1, text: textAt(n) }]),
  )
  raw.close()
  return { value }
}

async function emmettAppends(
  { folder, seconds, postgresUrl }: Setting,
  kind: 'sqlite' | 'postgresql',
  clients: number,
): Promise<Figure> {
  const store = await openEmmett(
    kind,
    kind === 'sqlite' ? join(folder, 'emmett.sqlite') : postgresUrl,
  )
  const run = `${process.pid}-`
  const { perSecond, p50Ms, p99Ms } = await runClients(clients, seconds, (client, n) => {
    const expectedStreamVersion =
      n % streamLength === 0 ? ('STREAM_DOES_NOT_EXIST' as const) : BigInt(n % streamLength)
    return store.appendToStream(run + streamOf(client, n), [sampleAt(n)], { expectedStreamVersion })
  })
  await store.close?.()
  return { value: perSecond, p50Ms, p99Ms }
}

export const appendOne: Metric = {
  name: 'append-one',
  number: 'P1',
  what: 'durable append of one event by one writer, at an expected revision',
  unit: 'appends/s',
  systems: {
    careloom: (setting) => careloomAppends(setting, 1),
    limit: limitAppends,
    'limit in a thread': (setting) => limitWorkerAppends(setting, 1),
    'Emmett PostgreSQL': (setting) => emmettAppends(setting, 'postgresql', 1),
    'Emmett SQLite': (setting) => emmettAppends(setting, 'sqlite', 1),
  },
  goals: [
    { against: 'limit in a thread', factor: 0.8 },
    { against: 'Emmett PostgreSQL', factor: 4 },
    { against: 'Emmett SQLite', factor: 12 },
  ],
  bounds: [
    { figure: 'p50Ms', atMost: 0.4 },
    { figure: 'p99Ms', atMost: 2 },
  ],
}

export function appendMany(name: string, number: 'P2' | 'P3'): Metric {
  const systems = {
    careloom: (setting: Setting) => careloomAppends(setting, 128),
    limit: (setting: Setting) => limitWorkerAppends(setting, 128),
    'limit, sealed': (setting: Setting) => limitWorkerAppends(setting, 128, { sealed: true }),
  }
  if (number === 'P3')
    return {
      name,
      number,
      what: 'the same on a disk that takes 5 ms longer to sync (shim)',
      unit: 'appends/s',
      systems,
      goals: [{ against: 'limit', factor: 0.8 }],
      bounds: [
        { figure: 'acksPerSync', atLeast: 40 },
        { figure: 'loopP99Ms', atMost: 5 },
      ],
    }
  return {
    name,
    number,
    what: 'durable append of one event each by 128 clients (Emmett: 32)',
    unit: 'appends/s',
    systems: {
      ...systems,
      'one transaction each': limitAppends,
      'Emmett PostgreSQL': (setting) => emmettAppends(setting, 'postgresql', 32),
    },
    goals: [
      { against: 'limit, sealed', factor: 0.85 },
      { against: 'one transaction each', factor: 3 },
      { against: 'Emmett PostgreSQL', factor: 12 },
    ],
  }
}

const batch = 1_000

async function limitImports({ folder, seconds }: Setting, options: RawOptions): Promise<Figure> {
  const raw = openRaw(folder, options)
  const value = runSync(seconds, (n) =>
    raw.append(
      Array.from({ length: batch }, (_, i) => ({
        stream: `import-${n}`,
        version: i + 1,
        text: textAt(i),
      })),
    ),
  )
  raw.close()
  return { value: value * batch }
}

export const importing: Metric = {
  name: 'import',
  number: 'P4',
  what: 'bulk import in batches of 1,000 events (Emmett: 100)',
  unit: 'events/s',
  systems: {
    async careloom({ folder, seconds }) {
      const { store, close } = await openCareloom(folder)
      const events = Array.from({ length: batch }, (_, i) => sampleAt(i))
      // Some at a time: one is sealed while others are written.
      const { perSecond } = await runClients(4, seconds, (client, n) =>
        store.append(`import-${client}-${n}`, 0, events, because(n)),
      )
      await close()
      return { value: perSecond * batch }
    },
    limit: (setting) => limitImports(setting, {}),
    'limit, sealed': (setting) => limitImports(setting, { sealed: true }),
    async 'Emmett PostgreSQL'({ seconds, postgresUrl }) {
      const store = await openEmmett('postgresql', postgresUrl)
      const events = Array.from({ length: 100 }, (_, i) => sampleAt(i))
      const { perSecond } = await runClients(1, seconds, (_client, n) =>
        store.appendToStream(`${process.pid}-import-${n}`, events),
      )
      await store.close?.()
      return { value: perSecond * 100 }
    },
  },
  goals: [
    { against: 'limit, sealed', factor: 0.85 },
    { against: 'Emmett PostgreSQL', factor: 5 },
  ],
}

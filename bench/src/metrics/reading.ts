import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import { join } from 'node:path'
import { accept, commandHandler, fold, projection, type Decider } from '@careloom/event-sourcing'
import { ReadModelFile, runProjection, Saver } from '@careloom/event-sourcing/sqlite'
import { runClients, runSync } from '../clients.ts'
import { envelope, sampleAt, type Accepted } from '../events.ts'
import type { Figure, Metric, Setting } from '../metric.ts'
import { because, openCareloom } from '../systems/careloom.ts'
import { openEmmett } from '../systems/emmett.ts'
import { openRaw } from '../systems/limit.ts'

const length = 20
const decider: Decider<{ readonly sum: number }, Accepted, Accepted> = {
  initialState: { sum: 0 },
  evolve: ({ sum }, { data }) => ({ sum: sum + data.score }),
  decide: (event) => accept(event),
}
const history = Array.from({ length }, (_, i) => sampleAt(i))
const text = (i: number) => JSON.stringify({ ...envelope, data: sampleAt(i).data })
const rawHistory = (stream: string) =>
  history.map((_, i) => ({ stream, version: i + 1, text: text(i) }))

async function careloomLoads({ folder, seconds }: Setting, streams: number): Promise<Figure> {
  const { store, close } = await openCareloom(folder)
  // One command, one event, as it mostly is.
  await Promise.all(
    Array.from({ length: streams }, async (_, s) => {
      for (const [i, event] of history.entries())
        await store.append(`load-${s}`, i, [event], because(s))
    }),
  )
  const { perSecond, p99Ms } = await runClients(1, seconds, async (_client, n) =>
    fold(decider, await store.read(`load-${(n * 7) % streams}`)),
  )
  await close()
  return { value: perSecond, p99Ms }
}

async function emmettLoads(
  { folder, seconds, postgresUrl }: Setting,
  kind: 'sqlite' | 'postgresql',
): Promise<Figure> {
  const store = await openEmmett(
    kind,
    kind === 'sqlite' ? join(folder, 'emmett.sqlite') : postgresUrl,
  )
  for (let s = 0; s < 50; s++) await store.appendToStream(`${process.pid}-load-${s}`, history)
  const { perSecond, p99Ms } = await runClients(1, seconds, async (_client, n) =>
    fold(decider, (await store.readStream(`${process.pid}-load-${(n * 7) % 50}`)).events),
  )
  await store.close?.()
  return { value: perSecond, p99Ms }
}

export const load: Metric = {
  name: 'load',
  number: 'P5',
  what: 'load an aggregate of 20 events (read, parse, fold): one of 200 streams used lately; cold: one of 3,000',
  unit: 'loads/s',
  systems: {
    careloom: (setting) => careloomLoads(setting, 200),
    'careloom, cold': (setting) => careloomLoads(setting, 3_000),
    async limit({ folder, seconds }) {
      const raw = openRaw(folder)
      for (let s = 0; s < 3_000; s++) raw.append(rawHistory(`load-${s}`))
      const value = runSync(seconds, (n) =>
        fold(
          decider,
          raw.read(`load-${(n * 7) % 3_000}`).map(([row]) => JSON.parse(row) as Accepted),
        ),
      )
      raw.close()
      return { value }
    },
    'Emmett PostgreSQL': (setting) => emmettLoads(setting, 'postgresql'),
    'Emmett SQLite': (setting) => emmettLoads(setting, 'sqlite'),
  },
  goals: [
    { against: 'limit', factor: 0.75 },
    { against: 'Emmett PostgreSQL', factor: 7 },
    { against: 'Emmett SQLite', factor: 7 },
  ],
}

const counting = projection<Accepted, { readonly count: number }>({
  name: 'teams',
  version: 1,
  key: ({ team, priority }) => team + priority,
  person: 'nobody',
  on: { ReferralAccepted: (row) => ({ count: (row?.count ?? 0) + 1 }) },
})
const rebuilt = 100_000

async function limitRebuild(
  { folder }: Setting,
  opened: (row: string) => unknown,
): Promise<Figure> {
  const raw = openRaw(folder)
  for (let n = 0; n < rebuilt / 1_000; n++)
    raw.append(
      Array.from({ length: 1_000 }, (_, i) => ({
        stream: `s-${n}`,
        version: i + 1,
        text: text(i),
      })),
    )
  const counts = new Map<string, number>()
  const begin = performance.now()
  raw.scan((row) => {
    opened(row)
    const { data } = JSON.parse(row) as Accepted
    const key = data.team + data.priority
    counts.set(key, (counts.get(key) ?? 0) + 1)
  })
  const value = (rebuilt / (performance.now() - begin)) * 1_000
  raw.close()
  return { value }
}

/** Opens 300 sealed bytes, as each event's data is: what no reader of a sealed log can do without. */
function unsealing(): () => unknown {
  const key = createSecretKey(Buffer.alloc(32, 9))
  const nonce = Buffer.alloc(12, 1)
  const header = Buffer.alloc(380, 2)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(header)
  const body = cipher.update(Buffer.alloc(290, 3))
  cipher.final()
  const tag = cipher.getAuthTag()
  return () => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(header)
    decipher.setAuthTag(tag)
    const opened = decipher.update(body)
    decipher.final()
    return opened
  }
}

/** @param together how many events one command appended */
async function careloomRebuild({ folder }: Setting, together: number): Promise<Figure> {
  const { store, keyring, close } = await openCareloom(folder)
  for (let n = 0; n < rebuilt / 1_000; n++)
    await Promise.all(
      Array.from({ length: 1_000 / together }, (_, i) =>
        store.append(
          `s-${n}-${i}`,
          0,
          Array.from({ length: together }, (__, j) => sampleAt(i + j)),
          because(n),
        ),
      ),
    )
  const begin = performance.now()
  const saver = new Saver()
  const file = new ReadModelFile(join(folder, 'teams.sqlite'), saver)
  const model = runProjection(counting, file, [store.feed], keyring)
  await model.caughtUp()
  const value = (rebuilt / (performance.now() - begin)) * 1_000
  await model.close()
  await saver.close()
  file.close()
  await close()
  return { value }
}

export const rebuild: Metric = {
  name: 'rebuild',
  number: 'P6',
  what: 'rebuild of a read model over 100,000 events, one a command; imported: a thousand a command',
  unit: 'events/s',
  systems: {
    careloom: (setting) => careloomRebuild(setting, 1),
    'careloom, imported': (setting) => careloomRebuild(setting, 1_000),
    limit: (setting) => limitRebuild(setting, () => undefined),
    'limit, unsealing': (setting) => limitRebuild(setting, unsealing()),
  },
  goals: [{ against: 'limit, unsealing', factor: 0.7 }],
}

export const command: Metric = {
  name: 'command',
  number: 'P7',
  what: 'a whole command in process (load up to 20 events, decide, append durably, answer), one caller',
  unit: 'commands/s',
  systems: {
    async careloom({ folder, seconds }) {
      const { store, close } = await openCareloom(folder)
      const handle = commandHandler(decider, store)
      const { perSecond, p99Ms } = await runClients(1, seconds, (_client, n) =>
        handle(`command-${Math.floor(n / length)}`, sampleAt(n), because(Math.floor(n / length))),
      )
      await close()
      return { value: perSecond, p99Ms }
    },
    async 'its append alone (P1)'({ folder, seconds }) {
      const { store, close } = await openCareloom(folder)
      const { perSecond } = await runClients(1, seconds, (_client, n) =>
        store.append(
          `command-${Math.floor(n / length)}`,
          n % length,
          [sampleAt(n)],
          because(Math.floor(n / length)),
        ),
      )
      await close()
      return { value: perSecond }
    },
    async 'Emmett PostgreSQL'({ seconds, postgresUrl }) {
      const store = await openEmmett('postgresql', postgresUrl)
      const { perSecond, p99Ms } = await runClients(1, seconds, (_client, n) =>
        store.command(`${process.pid}-command-${Math.floor(n / length)}`, sampleAt(n)),
      )
      await store.close?.()
      return { value: perSecond, p99Ms }
    },
  },
  goals: [
    { against: 'its append alone (P1)', factor: 0.9 },
    { against: 'Emmett PostgreSQL', factor: 4 },
  ],
}

async function appendsOn({ folder, seconds }: Setting, stored: number): Promise<Figure> {
  const { store, close } = await openCareloom(folder)
  const events = Array.from({ length: 1_000 }, (_, i) => sampleAt(i))
  for (let n = 0; n < stored / 4_000; n++)
    await Promise.all([0, 1, 2, 3].map((i) => store.append(`old-${n}-${i}`, 0, events, because(n))))
  const { perSecond, p99Ms } = await runClients(64, seconds, (client, n) =>
    store.append(
      `new-${client}-${Math.floor(n / length)}`,
      n % length,
      [sampleAt(n)],
      because(client),
    ),
  )
  await close()
  return { value: perSecond, p99Ms }
}

export const flat: Metric = {
  name: 'flat',
  number: 'P20',
  what: 'durable append by 64 clients with 400,000 events stored already, and with 12,000',
  unit: 'appends/s',
  systems: {
    careloom: (setting) => appendsOn(setting, 400_000),
    'with 12,000': (setting) => appendsOn(setting, 12_000),
  },
  goals: [{ against: 'with 12,000', factor: 0.9 }],
}

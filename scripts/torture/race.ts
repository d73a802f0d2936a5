import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  firstSchema,
  instantOf,
  StoreBusy,
  WrongExpectedRevision,
  type Event,
} from '../../packages/event-sourcing/src/index.ts'
import {
  openSqliteEventStore,
  SqliteKeyring,
  uuidv7,
  verifyLog,
  Writer,
} from '../../packages/event-sourcing/src/sqlite/index.ts'

type Raced = Event<'Raced', { racer: number }>
export type RaceReport = {
  readonly attempts: number
  readonly won: number
  readonly lost: number
  readonly findings: readonly string[]
}

const racers = 64
const streams = 100

/** Many appends on few streams, all at the revision they believe in: each revision has one winner, positions no gap. */
export async function race(attempts: number): Promise<RaceReport> {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-race-'))
  const kek = createSecretKey(Buffer.alloc(32, 9))
  const writer = new Writer(join(folder, 'keys.sqlite'), { keks: [kek], chainKey: kek })
  const keyring = new SqliteKeyring(join(folder, 'keys.sqlite'), [kek], writer)
  const file = join(folder, 'race.sqlite')
  const store = await openSqliteEventStore<Raced>({
    name: 'race',
    file,
    writer,
    keyring,
    schema: firstSchema,
    clock: () => instantOf(Date.now()),
    newId: uuidv7(Date.now),
  })
  const heads = Array.from({ length: streams }, () => 0)
  const winners = new Map<string, number>()
  const findings: string[] = []
  let begun = 0
  let lost = 0

  async function run(racer: number): Promise<void> {
    while (begun < attempts) {
      begun += 1
      const s = (racer * 7 + begun) % streams
      const revision = heads[s] ?? 0
      try {
        const { position } = await store.append(
          `hot-${s}`,
          revision,
          [{ type: 'Raced', data: { racer } }],
          { actor: 'race', causationId: `${racer}.${begun}` },
        )
        const key = `hot-${s}@${revision + 1}`
        if (winners.has(key)) findings.push(`${key} has two winners`)
        winners.set(key, position)
        heads[s] = Math.max(heads[s] ?? 0, revision + 1)
      } catch (error) {
        if (error instanceof WrongExpectedRevision) lost += 1
        else if (!(error instanceof StoreBusy)) throw error
      }
    }
  }

  await Promise.all(Array.from({ length: racers }, (_, racer) => run(racer)))
  let position = 0
  for (;;) {
    const page = await store.feed.readAll(position, 1_000)
    if (page.through === position) break
    for (const event of page.events) {
      position += 1
      if (event.position !== position) findings.push(`position ${position} is missing`)
      if (winners.get(`${event.stream}@${event.revision}`) !== event.position)
        findings.push(`position ${position} was not won by anybody`)
    }
  }
  if (position !== winners.size) findings.push(`${winners.size} won, ${position} are stored`)
  await writer.close()
  store.close()
  keyring.close()
  for (const finding of verifyLog(file).findings)
    findings.push(`position ${finding.position}: ${finding.what}`)
  rmSync(folder, { recursive: true })
  return { attempts: begun, won: winners.size, lost, findings }
}

import { setTimeout as pause } from 'node:timers/promises'
import { startMongo, type Mongo } from '@careloom/testing/engines'
import { randomFrom } from '../random.ts'
import { failing, failPoints } from './fail-points.ts'
import { judge, type Judgement } from './judge.ts'
import { makeLog, type Where } from './log.ts'
import { Writers } from './writers.ts'

export type ClusterReport = Judgement & {
  readonly part: string
  readonly faults: number
  readonly acknowledged: number
}

type Part = {
  readonly part: string
  readonly where: Where
  readonly writers: number
  readonly seed: number
  readonly isFenced?: boolean
  /** Does the faults; answers how many there were. */
  readonly torment: (writers: Writers) => Promise<number>
}

const fewAnswers = 20

/** Lets some processes write one log while something befalls it; afterwards each has to go on by itself. */
async function run({
  part,
  where,
  writers,
  seed,
  isFenced = true,
  torment,
}: Part): Promise<ClusterReport> {
  await makeLog(where, isFenced)
  const all = new Writers(where, writers, seed)
  try {
    const isWell = await all.goOn(fewAnswers)
    const faults = await torment(all)
    const goesOn = isWell && (await all.goOn(fewAnswers))
    await all.end()
    const judged = await judge(where, all.acks)
    const other = [...judged.other, ...all.broke]
    if (where.keysIn !== undefined && all.taken === 0) other.push('nobody handed anything over')
    if (!goesOn) other.push('a writer has not gone on')
    return { part, faults, acknowledged: all.acks.length, ...judged, other }
  } finally {
    all.kill()
  }
}

export type Kills = { readonly kills: number; readonly writers: number; readonly seed: number }

/** The database is killed again and again, some answers after it came back; every fourth time while a writer is paused. */
export function databaseKills({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const random = randomFrom(seed)
  const part = `database killed, ${writers} writers`
  return onDatabase({ part, writers, seed }, (mongo) => async (all) => {
    for (let kill = 0; kill < kills; kill++) {
      const paused = kill % 4 === 3 ? kill % writers : undefined
      if (paused !== undefined) all.pause(paused)
      const isWell = await all.goOn(some(random), paused)
      await pause(random() * 5)
      await mongo.kill()
      await mongo.start()
      if (paused !== undefined) {
        await all.goOn(1, paused)
        all.unpause(paused)
      }
      if (!isWell) return kill + 1
    }
    return kills
  })
}

/** A writer stands still in the midst of whatever it does, while the others go on. */
export function pausedWriters({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const random = randomFrom(seed)
  const part = `a writer paused, ${writers} writers`
  return onDatabase({ part, writers, seed }, () => async (all) => {
    for (let round = 0; round < kills; round++) {
      const paused = round % writers
      await pause(random() * 20)
      all.pause(paused)
      const isWell = await all.goOn(some(random), paused)
      all.unpause(paused)
      if (!isWell || !(await all.goOn(1))) return round + 1
    }
    return kills
  })
}

/** The proof that the proof can fail: nothing keeps two records from following on one end. */
export function withoutFence(seed: number): Promise<ClusterReport> {
  const part = 'no unique index on the end, 4 writers'
  return onDatabase({ part, writers: 4, seed, isFenced: false }, () => async (all) => {
    await all.goOn(10 * fewAnswers)
    return 0
  })
}

export const some = (random: () => number) => 1 + Math.floor(random() * fewAnswers)

/** On a database of its own, which can be killed. */
export async function onDatabase(
  part: Omit<Part, 'where' | 'torment'>,
  tormentOf: (mongo: Mongo, where: Where) => Part['torment'],
  keysIn?: string,
): Promise<ClusterReport> {
  const mongo = await startMongo()
  const where = { url: mongo.url, database: 'torture', keysIn }
  try {
    return await run({ ...part, where, torment: tormentOf(mongo, where) })
  } finally {
    await mongo.remove()
  }
}

/** Answers of the server fail in each of some ways, several times in a row. The server must take `configureFailPoint`. */
export async function* failingCommands(url: string, seed: number): AsyncGenerator<ClusterReport> {
  for (const [i, point] of failPoints.entries())
    yield await run({
      part: point.what,
      where: { url, database: `failing-${seed}-${i}` },
      writers: 2,
      seed,
      torment: (all) => failing(url, point, () => all.goOn(fewAnswers)),
    })
}

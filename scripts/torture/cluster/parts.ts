import { setTimeout as pause } from 'node:timers/promises'
import { startMongo } from '@careloom/testing/engines'
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
    if (!goesOn) other.push('a writer has not gone on')
    return { part, faults, acknowledged: all.acks.length, ...judged, other }
  } finally {
    all.kill()
  }
}

export type Kills = { readonly kills: number; readonly writers: number; readonly seed: number }

/** The database is killed again and again, some answers after it came back; every fourth time while a writer is paused. */
export async function databaseKills({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const random = randomFrom(seed)
  const mongo = await startMongo()
  try {
    return await run({
      part: `database killed, ${writers} writers`,
      where: { url: mongo.url, database: 'kills' },
      writers,
      seed,
      async torment(all) {
        for (let kill = 0; kill < kills; kill++) {
          const paused = kill % 4 === 3 ? kill % writers : undefined
          if (paused !== undefined) all.pause(paused)
          const isWell = await all.goOn(1 + Math.floor(random() * fewAnswers), paused)
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
      },
    })
  } finally {
    await mongo.remove()
  }
}

/** A writer stands still in the midst of whatever it does, while the others go on. */
export async function pausedWriters({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const random = randomFrom(seed)
  const mongo = await startMongo()
  try {
    return await run({
      part: `a writer paused, ${writers} writers`,
      where: { url: mongo.url, database: 'pauses' },
      writers,
      seed,
      async torment(all) {
        for (let round = 0; round < kills; round++) {
          await pause(random() * 20)
          all.pause(round % writers)
          const isWell = await all.goOn(1 + Math.floor(random() * fewAnswers), round % writers)
          all.unpause(round % writers)
          if (!isWell || !(await all.goOn(1))) return round + 1
        }
        return kills
      },
    })
  } finally {
    await mongo.remove()
  }
}

/** Answers of the server fail in each of some ways, several times in a row. The server must take `configureFailPoint`. */
export async function failingCommands(url: string, seed: number): Promise<ClusterReport[]> {
  const reports: ClusterReport[] = []
  for (const [i, point] of failPoints.entries())
    reports.push(
      await run({
        part: point.what,
        where: { url, database: `failing-${seed}-${i}` },
        writers: 2,
        seed,
        torment: (all) => failing(url, point, () => all.goOn(fewAnswers)),
      }),
    )
  return reports
}

/** The proof that the proof can fail: nothing keeps two records from following on one end. */
export async function withoutFence(seed: number): Promise<ClusterReport> {
  const mongo = await startMongo()
  const where = { url: mongo.url, database: 'without' }
  const torment = async (all: Writers) => (await all.goOn(10 * fewAnswers), 0)
  try {
    return await run({
      part: 'no unique index on the end, 4 writers',
      where,
      writers: 4,
      seed,
      isFenced: false,
      torment,
    })
  } finally {
    await mongo.remove()
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { replicasOf } from '../../../packages/cluster/src/testing/replica.ts'
import { mongoLeases } from '../../../packages/mongodb/src/index.ts'
import { makeCallerKeys } from '../../../packages/rpc/src/grpc/index.ts'
import { randomFrom } from '../random.ts'
import { connectTo, logName, type Where } from './log.ts'
import { onDatabase, some, type ClusterReport, type Kills } from './parts.ts'
import type { Writers } from './writers.ts'

/** Longer than the term of a lease, on a busy machine. */
const withinMs = 90_000

/** Whoever holds the log is killed in the midst of what others have handed over, and a new process comes instead. */
export function killedHolders({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const part = `the holder of the log killed, ${writers} writers`
  return throughOne(part, writers, seed, async (all, holder, random) => {
    for (let kill = 0; kill < kills; kill++) {
      const held = await holder()
      const isWell = await all.goOn(some(random))
      if (held === undefined || !isWell) return kill
      await pause(random() * 20)
      await all.replace(held)
    }
    // Another one holds it before it is over.
    return (await holder()) !== undefined && (await all.goOn(1)) ? kills : 0
  })
}

/** Whoever holds it stands still until another one holds it, and wakes up then. */
export function pausedHolders({ kills, writers, seed }: Kills): Promise<ClusterReport> {
  const part = `the holder of the log paused, ${writers} writers`
  return throughOne(part, writers, seed, async (all, holder, random) => {
    for (let round = 0; round < kills; round++) {
      const held = await holder()
      if (held === undefined) return round
      await pause(random() * 20)
      all.pause(held)
      const goesOn = await all.goOn(some(random), held)
      const next = await holder(held)
      const goesOnWithAnother = await all.goOn(some(random), held)
      all.unpause(held)
      if (!goesOn || next === undefined || !goesOnWithAnother || !(await all.goOn(1))) return round
    }
    return kills
  })
}

/** Answers which of them holds the log, as soon as one does that is there, and is not this one. */
type HolderOf = (not?: number) => Promise<number | undefined>

async function throughOne(
  part: string,
  writers: number,
  seed: number,
  torment: (all: Writers, holder: HolderOf, random: () => number) => Promise<number>,
): Promise<ClusterReport> {
  const keysIn = mkdtempSync(join(tmpdir(), 'careloom-keys-'))
  makeCallerKeys(keysIn, [replicasOf])
  const random = randomFrom(seed)
  try {
    const onLog = (where: Where) => async (all: Writers) => {
      const connection = await connectTo(where)
      const lease = mongoLeases(connection)(`log ${logName} of ${replicasOf}`)
      const holder: HolderOf = async (not) => {
        const until = performance.now() + withinMs
        while (performance.now() < until) {
          const found = all.at(await lease.place())
          if (found !== undefined && found !== not) return found
          await pause(50)
        }
        return undefined
      }
      try {
        return await torment(all, holder, random)
      } finally {
        await connection.close()
      }
    }
    return await onDatabase({ part, writers, seed }, (_, where) => onLog(where), keysIn)
  } finally {
    rmSync(keysIn, { recursive: true })
  }
}

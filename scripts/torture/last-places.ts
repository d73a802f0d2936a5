import {
  raceForLastPlaces,
  type LastPlaceReport,
} from '../../services/assignments/test/last-place.ts'
import { randomFrom } from './random.ts'

/** Rounds on one data folder; then a fresh one, so that a long run stays as fast as a short one. */
const chunk = 100
const minute = 60_000
/** A run that hangs is a finding, not a wait. */
const chunkWithinMs = 5 * minute

/** Two people, one place left, their peer's two answers at once: through the real service, again and again. */
export async function lastPlaces(
  rounds: number,
  seed: number,
  onRounds: (done: number) => void,
): Promise<LastPlaceReport> {
  const random = randomFrom(seed)
  const findings: string[] = []
  let [done, started] = [0, 0]
  while (done < rounds && findings.length === 0) {
    const report = await inTime(raceForLastPlaces(Math.min(chunk, rounds - done), random))
    if (report === undefined) {
      findings.push(`rounds from ${done} on did not end in ${chunkWithinMs / minute} minutes`)
      break
    }
    findings.push(...report.findings.map((finding) => `rounds from ${done} on: ${finding}`))
    started += report.started
    done += report.rounds
    onRounds(done)
  }
  return { rounds: done, started, findings }
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), chunkWithinMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge, type Ack } from './judge.ts'
import { randomFrom } from './random.ts'
import { undoUnsynced } from './undo.ts'

export type Crashes = {
  readonly rounds: number
  readonly seed: number
  /** The shim that notes unsynced writes: power cuts. Without it: kills. */
  readonly shim?: string | undefined
  /** What is taken away to see whether the harness notices. */
  readonly without?: 'sync' | 'folding' | 'deduplication' | undefined
  /** Power cuts that come after a sync has failed, a restart and more work. */
  readonly failedSyncs?: boolean | undefined
  /** Ends with the first round in which something was found: chance decides when, not whether. */
  readonly untilFound?: boolean
  readonly onRound?: (done: number) => void
}

export type CrashReport = {
  rounds: number
  acknowledged: number
  events: number
  unsyncedWrites: number
  lost: number
  twice: number
  readonly other: string[]
}

/** Crashes that one folder goes through before a new one is begun. */
const crashesPerFolder = 5

/** Lets a process work, kills it at a random moment, takes back what was not synced, and judges what is left. */
export async function crashes({
  rounds,
  seed,
  shim,
  without,
  failedSyncs,
  untilFound = false,
  onRound,
}: Crashes): Promise<CrashReport> {
  const random = randomFrom(seed)
  const report: CrashReport = {
    rounds,
    acknowledged: 0,
    events: 0,
    unsyncedWrites: 0,
    lost: 0,
    twice: 0,
    other: [],
  }
  for (let round = 0; round < rounds;) {
    const base = mkdtempSync(join(tmpdir(), 'careloom-torture-'))
    const acks = new Map<string, Ack>()
    for (let i = 0; i < crashesPerFolder && round < rounds; i++, round++) {
      const ok = await oneCrash(base, acks, report, {
        round,
        seed,
        shim,
        without,
        failedSyncs,
        random,
      })
      onRound?.(round + 1)
      // What is broken now would be counted again in every later round of this folder.
      if (!ok) i = crashesPerFolder
      if (!ok && untilFound) rounds = round + 1
    }
    rmSync(base, { recursive: true })
  }
  return report
}

type Round = Pick<Crashes, 'seed' | 'shim' | 'without' | 'failedSyncs'> & {
  readonly round: number
  readonly random: () => number
}

async function oneCrash(
  base: string,
  acks: Map<string, Ack>,
  report: CrashReport,
  { round, seed, shim, without, failedSyncs, random }: Round,
): Promise<boolean> {
  const folder = join(base, 'data')
  const journal = join(base, 'journal')
  rmSync(journal, { recursive: true, force: true })
  for (const each of [folder, journal]) mkdirSync(each, { recursive: true })
  const before = acks.size
  const run = (life: number, failAfter?: number) =>
    runAndKill(
      { folder, journal, shim, without, failAfter },
      acks,
      `${(seed * 1_000_003 + round) * 2 + life}`,
      5 + random() * 200,
    )
  if (failedSyncs === true) await run(0, Math.floor(random() * 40))
  await run(1)
  report.acknowledged += acks.size - before
  if (shim !== undefined)
    report.unsyncedWrites += undoUnsynced(folder, journal, round % 2 === 0 ? 'all' : 'some', random)
  // The shared memory of SQLite does not outlive a machine.
  for (const name of [
    'keys.sqlite',
    'reactions.sqlite',
    'logs/torture.sqlite',
    'views/torture.sqlite',
  ])
    rmSync(join(folder, `${name}-shm`), { force: true })
  const { lost, twice, other, events } = await judge(folder, acks, without !== 'deduplication')
  report.lost += lost
  report.twice += twice
  report.events = Math.max(report.events, events)
  report.other.push(...other.map((what) => `round ${round}: ${what}`))
  return lost + twice + other.length === 0
}

type Life = Pick<Crashes, 'shim' | 'without'> & {
  readonly folder: string
  readonly journal: string
  /** The sync of a log that fails, counted from 0. */
  readonly failAfter: number | undefined
}

/** The kill meets any moment between two acknowledgements; milliseconds. */
const mostPauseMs = 5

async function runAndKill(
  { folder, journal, shim, without, failAfter }: Life,
  acks: Map<string, Ack>,
  seed: string,
  afterAcks: number,
): Promise<void> {
  const isWeakened = without === 'sync' || without === 'folding'
  const preload = isWeakened ? ['--import', join(import.meta.dirname, 'weaken.ts')] : []
  const args = [
    '--disable-warning=ExperimentalWarning',
    ...preload,
    join(import.meta.dirname, 'child.ts'),
    folder,
    seed,
    without === 'deduplication' ? 'without' : 'with',
  ]
  const env =
    shim === undefined
      ? process.env
      : {
          ...process.env,
          LD_PRELOAD: shim,
          POWERCUT_DIR: folder,
          POWERCUT_JOURNAL: journal,
          ...(failAfter === undefined ? {} : { POWERCUT_FAIL: String(failAfter) }),
          CARELOOM_WITHOUT: without,
        }
  // A store that turned read-only ends the child with an error, which is what should come of it.
  const said = failAfter === undefined ? 'inherit' : 'ignore'
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', said], env })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let text = ''
  // By what it has done, not by the clock: a busy machine is tortured as much as an idle one.
  const enough = new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.split('\n').length > afterAcks) resolve()
    }),
  )
  await Promise.race([enough, ended])
  await new Promise((resolve) => setTimeout(resolve, Math.random() * mostPauseMs))
  child.kill('SIGKILL')
  await ended
  for (const line of text.split('\n').slice(0, -1)) {
    const [stream = '', revision, position, token] = line.split(' ')
    if (token !== undefined)
      acks.set(token, { stream, revision: Number(revision), position: Number(position), token })
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { backups } from './torture/backups.ts'
import { cluster } from './torture/cluster/cluster.ts'
import { crashes, type CrashReport } from './torture/crash.ts'
import { lastPlaces } from './torture/last-places.ts'
import { race } from './torture/race.ts'
import { compileShim } from './torture/shim.ts'

// npm run torture -- [--cuts 200] [--failed-syncs 200] [--kills 200] [--race 100000] [--places 10000] [--backups 100] [--seed N] [--bite]
// npm run torture -- --cluster [--kills 20] [--mongo URL] [--part NAME] [--seed N] [--bite]: on real engines, in containers
const { values } = parseArgs({
  options: {
    cuts: { type: 'string' },
    'failed-syncs': { type: 'string' },
    kills: { type: 'string' },
    race: { type: 'string' },
    places: { type: 'string' },
    backups: { type: 'string' },
    seed: { type: 'string' },
    bite: { type: 'boolean' },
    cluster: { type: 'boolean' },
    mongo: { type: 'string' },
    part: { type: 'string' },
  },
})
const nothingSaid = [
  values.cuts,
  values['failed-syncs'],
  values.kills,
  values.race,
  values.places,
  values.backups,
].every((value) => value === undefined)
const count = (value: string | undefined, otherwise: number) =>
  value === undefined ? (nothingSaid ? otherwise : 0) : Number(value)
const cuts = count(values.cuts, values.bite === true ? 10 : 100)
const failedSyncs = count(values['failed-syncs'], values.bite === true ? 20 : 50)
const kills = count(values.kills, values.bite === true ? 10 : 100)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const folder = mkdtempSync(join(tmpdir(), 'careloom-shim-'))
let failed = false

console.log(`seed ${seed}`)
if (values.cluster === true) await onEngines()
else if (values.bite === true) await bite()
else await torture()
rmSync(folder, { recursive: true })
process.exitCode = failed ? 1 : 0

async function onEngines(): Promise<void> {
  const isBite = values.bite === true
  const isWell = await cluster({
    seed,
    kills: Number(values.kills ?? 20),
    bite: isBite,
    mongo: values.mongo,
    part: values.part,
  })
  if (isWell) return
  failed = true
  console.log(isBite ? 'NOT NOTICED: a protection was removed and nothing was found' : 'FAILED')
}

async function torture(): Promise<void> {
  if (kills > 0)
    verdict('kill -9', await crashes({ rounds: kills, seed, onRound: progress }), (clean) => clean)
  if (cuts > 0)
    await withShim(
      (shim) => crashes({ rounds: cuts, seed, shim, onRound: progress }),
      'power cut',
      (clean) => clean,
    )
  if (failedSyncs > 0)
    await withShim(
      (shim) => crashes({ rounds: failedSyncs, seed, shim, failedSyncs: true, onRound: progress }),
      'failed sync, restart, power cut',
      (clean) => clean,
    )
  const places = count(values.places, 500)
  if (places > 0) {
    const report = await lastPlaces(places, seed, progress)
    console.log(
      `last places: ${report.rounds} raced for, ${report.started} assignments, ${report.findings.length} findings`,
    )
    show(report.findings)
  }
  const copies = count(values.backups, 20)
  if (copies > 0) {
    const report = await backups({ rounds: copies, seed, onRound: progress })
    console.log(
      `backups: ${report.rounds} under load, ${report.restored} events restored, ${report.killed} restores killed first, ${report.findings.length} findings`,
    )
    show(report.findings)
  }
  const attempts = count(values.race, 20_000)
  if (attempts === 0) return
  const { won, lost, findings } = await race(attempts)
  console.log(
    `race: ${attempts} appends, ${won} won, ${lost} were told so, ${findings.length} findings`,
  )
  show(findings)
}

function show(findings: readonly string[]): void {
  for (const finding of findings.slice(0, 10)) console.log(`  ${finding}`)
  failed ||= findings.length > 0
}

/** The proof that the proof can fail: with a protection removed, something must be found. */
async function bite(): Promise<void> {
  const found = (clean: boolean) => !clean
  if (cuts > 0)
    await withShim(
      (shim) => crashes({ rounds: cuts, seed, shim, without: 'sync' }),
      'power cut, synchronous=NORMAL',
      found,
    )
  if (failedSyncs > 0)
    await withShim(
      (shim) => crashes({ rounds: failedSyncs, seed, shim, failedSyncs: true, without: 'folding' }),
      'failed sync, restart, power cut; not folded in at the start',
      found,
    )
  if (kills > 0)
    verdict(
      'kill -9, nothing remembers causation ids',
      await crashes({ rounds: kills, seed, without: 'deduplication' }),
      found,
    )
}

async function withShim(
  run: (shim: string) => Promise<CrashReport>,
  name: string,
  wanted: (clean: boolean) => boolean,
): Promise<void> {
  const shim = compileShim('powercut', folder)
  if (shim !== undefined) return verdict(name, await run(shim), wanted)
  console.error(
    `${name}: not run. It needs Linux and a C compiler (gcc, cc or clang) to build scripts/torture/powercut.c.`,
  )
  failed = true
}

function verdict(name: string, report: CrashReport, wanted: (clean: boolean) => boolean): void {
  const { rounds, acknowledged, unsyncedWrites, lost, twice, other } = report
  const clean = lost + twice + other.length === 0
  console.log(
    `${name}: ${rounds} times, ${acknowledged} acknowledged, ${unsyncedWrites} unsynced writes undone, ${lost} lost, ${twice} effects twice, ${other.length} other findings`,
  )
  for (const what of other.slice(0, 10)) console.log(`  ${what}`)
  if (!wanted(clean)) {
    failed = true
    console.log(
      clean ? '  NOT NOTICED: a protection was removed and nothing was found' : '  FAILED',
    )
  }
}

function progress(done: number): void {
  if (done % 25 === 0) console.log(`  ${done} …`)
}

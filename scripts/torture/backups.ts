import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { judge, type Ack } from './judge.ts'
import { randomFrom } from './random.ts'
import { tortureKey } from './world.ts'

export type BackupsReport = {
  rounds: number
  /** Acknowledged before a backup began, over all rounds. */
  acknowledged: number
  /** Events that came back with a restore, over all rounds. */
  restored: number
  /** Restores that were killed on their way and run again. */
  killed: number
  readonly findings: string[]
}

type Options = {
  readonly rounds: number
  readonly seed: number
  readonly onRound?: (done: number) => void
}

/** Backups of one folder before a new one is begun. */
const roundsPerFolder = 5

/**
 * Backs a folder up while clients write to it without a break, as `npm run backup` does; restores each backup (killed at a
 * random moment first, then whole) and compares it with its source, with what was acknowledged, and with a fresh fold.
 */
export async function backups({ rounds, seed, onRound }: Options): Promise<BackupsReport> {
  const random = randomFrom(seed)
  const report: BackupsReport = { rounds, acknowledged: 0, restored: 0, killed: 0, findings: [] }
  for (let round = 0; round < rounds;) {
    const place = newPlace()
    const acks = new Map<string, Ack>()
    for (let i = 0; i < roundsPerFolder && round < rounds; i++, round++) {
      const findings = await oneBackup(place, acks, report, `${seed * 1_000_003 + round}`, random)
      report.findings.push(...findings.map((what) => `round ${round}: ${what}`))
      onRound?.(round + 1)
    }
    rmSync(place.base, { recursive: true })
  }
  return report
}

type Place = ReturnType<typeof newPlace>

/** A folder of data and its secrets, where backups go, and another machine with a copy of the secrets. */
function newPlace() {
  const base = mkdtempSync(join(tmpdir(), 'careloom-backups-'))
  const place = {
    base,
    data: join(base, 'data'),
    to: join(base, 'to'),
    other: join(base, 'other/data'),
  }
  mkdirSync(`${place.data}.secrets`)
  for (const name of ['chain-key', 'key-encryption-key', 'claims-key'])
    writeFileSync(join(`${place.data}.secrets`, name), tortureKey.export().toString('base64'))
  cpSync(`${place.data}.secrets`, `${place.other}.secrets`, { recursive: true })
  return place
}

async function oneBackup(
  place: Place,
  acks: Map<string, Ack>,
  report: BackupsReport,
  seed: string,
  random: () => number,
): Promise<string[]> {
  const load = await startLoad(place.data, seed, acks)
  await pause(5 + random() * 200)
  const before = new Map(acks)
  const backedUp = await command('backup', place.data, place.to).done
  await load.kill()
  const made = newest(place.to)
  if (backedUp !== '' || made === undefined) return [`the backup failed: ${backedUp}`]
  const first = command('restore', place.other, made)
  await Promise.race([pause(100 + random() * 900), first.done])
  if (first.child.kill('SIGKILL')) report.killed += 1
  await first.done
  const restored = await command('restore', place.other, made).done
  if (restored !== '') return [`the restore failed: ${restored}`]
  const findings = differences(place)
  const { lost, twice, other, events } = await judge(place.other, before, true)
  report.acknowledged += before.size
  report.restored += events
  if (lost > 0) findings.push(`${lost} acknowledged before the backup are not in it`)
  if (twice > 0) findings.push(`${twice} effects twice`)
  for (const name of readdirSync(join(place.base, 'other')))
    if (name.startsWith('data.before-'))
      rmSync(join(place.base, 'other', name), { recursive: true })
  rmSync(made, { recursive: true })
  return [...findings, ...other]
}

/** Clients that write until they are killed; each acknowledged order is kept. */
async function startLoad(folder: string, seed: string, acks: Map<string, Ack>) {
  const child = run(join(import.meta.dirname, 'child.ts'), [folder, seed, 'with'])
  const ended = once(child, 'close')
  let text = ''
  const heard = new Promise((resolve) => child.stdout?.once('data', resolve))
  child.stdout?.on('data', (chunk) => {
    const lines = `${text}${chunk}`.split('\n')
    text = lines.pop() ?? ''
    for (const [stream = '', revision, position, token] of lines.map((line) => line.split(' ')))
      if (token !== undefined)
        acks.set(token, { stream, revision: Number(revision), position: Number(position), token })
  })
  await Promise.race([heard, ended])
  return {
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A command as an operator gives it; what it ends with: nothing when all is well, else its exit code and what it said. */
function command(name: 'backup' | 'restore', data: string, argument: string) {
  const child = run(join(import.meta.dirname, `../${name}.ts`), [argument], { CARELOOM_DATA: data })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  const done = once(child, 'close').then(([code]) => (code === 0 ? '' : `${code} ${said}`))
  return { child, done }
}

function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
}

function newest(to: string): string | undefined {
  const name = existsSync(to) ? readdirSync(to).sort().at(-1) : undefined
  return name === undefined ? undefined : join(to, name)
}

/** The restored log against its source up to where it goes: every column of every record, byte for byte. */
function differences({ data, other }: Place): string[] {
  const file = 'logs/torture.sqlite'
  const restored = digest(join(other, file), Number.MAX_SAFE_INTEGER)
  const source = digest(join(data, file), restored.position)
  return restored.digest === source.digest ? [] : [`is not its source up to ${restored.position}`]
}

function digest(
  file: string,
  upTo: number,
): { readonly position: number; readonly digest: string } {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const hash = createHash('sha256')
    let position = 0
    for (const row of db
      .prepare('SELECT * FROM commits WHERE position <= ? ORDER BY position')
      .iterate(upTo)) {
      for (const value of Object.values(row)) {
        const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value))
        hash.update(`${bytes.length} `).update(bytes)
      }
      position = Number(row['position'])
    }
    return { position, digest: hash.digest('hex') }
  } finally {
    db.close()
  }
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ack } from '../judge.ts'
import type { Where } from './log.ts'

/** Longer than any fault takes, on a busy machine: who has not gone on by then never does. */
const withinMs = 90_000

type Writer = {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly acks: Ack[]
  /** Where others reach it. */
  place?: string
  /** Appends that others handed over to it. */
  taken: number
  broke?: string
}

/** Processes that write one log, and what they were told. */
export class Writers {
  private readonly where: Where
  private readonly seed: number
  private readonly all: Writer[]
  /** Those that were killed. */
  private readonly gone: Writer[] = []

  constructor(where: Where, count: number, seed: number) {
    this.where = where
    this.seed = seed
    this.all = Array.from({ length: count }, (_, i) => started(where, `w${i}`, seed + i))
  }

  get acks(): readonly Ack[] {
    return [...this.gone, ...this.all].flatMap(({ acks }) => acks)
  }

  get taken(): number {
    return this.all.reduce((sum, { taken }) => sum + taken, 0)
  }

  /** The one that is reached there, if it is still there. */
  at(place: string | undefined): number | undefined {
    const found = this.all.findIndex((each) => each.place !== undefined && each.place === place)
    return found === -1 ? undefined : found
  }

  /** Kills it wherever it stands; another one comes in its place. */
  async replace(writer: number): Promise<void> {
    const [before] = this.all.slice(writer, writer + 1)
    if (before === undefined) return
    before.child.kill('SIGKILL')
    await before.ended
    this.gone.push(before)
    const number = this.all.length + this.gone.length
    this.all[writer] = started(this.where, `w${number}`, this.seed + number)
  }

  /** Why writers ended that should not have. */
  get broke(): readonly string[] {
    return this.all.flatMap(({ broke }) => (broke === undefined ? [] : [broke]))
  }

  /** Resolves when each of them that is not paused has been answered so often from now on; false when one has not in time. */
  async goOn(answers: number, paused?: number): Promise<boolean> {
    const wanted = this.all.map(({ acks }, i) => (i === paused ? 0 : acks.length + answers))
    const until = performance.now() + withinMs
    while (this.all.some(({ acks }, i) => acks.length < (wanted[i] ?? 0))) {
      if (performance.now() > until || this.broke.length > 0) return false
      await pause(5)
    }
    return true
  }

  pause(writer: number): void {
    this.all[writer]?.child.kill('SIGSTOP')
  }

  unpause(writer: number): void {
    this.all[writer]?.child.kill('SIGCONT')
  }

  /** What they have begun they finish. */
  async end(): Promise<void> {
    for (const { child } of this.all) child.kill('SIGTERM')
    const late = setTimeout(() => this.kill(), withinMs)
    await Promise.all(this.all.map(({ ended }) => ended))
    clearTimeout(late)
  }

  kill(): void {
    for (const { child } of this.all) child.kill('SIGKILL')
  }
}

function started({ url, database, keysIn }: Where, id: string, seed: number): Writer {
  const program = join(import.meta.dirname, 'writer.ts')
  const named = [url, database, id, String(seed), ...(keysIn === undefined ? [] : [keysIn])]
  const args = ['--disable-warning=ExperimentalWarning', program, ...named]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const writer: Writer = { child, ended: once(child, 'close'), acks: [], taken: 0 }
  createInterface(child.stdout).on('line', (line) => {
    const [stream = '', revision, position, token = ''] = line.split(' ')
    if (stream === '!') writer.broke = line.slice(2)
    else if (stream === '@') writer.place = line.slice(2)
    else if (stream === '+') writer.taken = Number(line.slice(2))
    else writer.acks.push({ stream, revision: Number(revision), position: Number(position), token })
  })
  return writer
}

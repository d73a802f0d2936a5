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
  broke?: string
}

/** Processes that write one log, and what they were told. */
export class Writers {
  private readonly all: readonly Writer[]

  constructor(where: Where, count: number, seed: number) {
    this.all = Array.from({ length: count }, (_, i) => started(where, `w${i}`, seed + i))
  }

  get acks(): readonly Ack[] {
    return this.all.flatMap(({ acks }) => acks)
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

function started({ url, database }: Where, id: string, seed: number): Writer {
  const program = join(import.meta.dirname, 'writer.ts')
  const args = ['--disable-warning=ExperimentalWarning', program, url, database, id, String(seed)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const writer: Writer = { child, ended: once(child, 'close'), acks: [] }
  createInterface(child.stdout).on('line', (line) => {
    const [stream = '', revision, position, token = ''] = line.split(' ')
    if (stream === '!') writer.broke = line.slice(2)
    else writer.acks.push({ stream, revision: Number(revision), position: Number(position), token })
  })
  return writer
}

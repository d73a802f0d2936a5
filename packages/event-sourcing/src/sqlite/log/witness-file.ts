import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ChainHead, Witness } from '../../witness.ts'

type Line = ChainHead & { readonly at: string; readonly restored?: true }

/** A witness in a file of JSON lines that is only ever added to. Lies best on another disk, or with another owner. */
export class WitnessFile implements Witness {
  private readonly file: string
  private readonly now: () => string

  constructor(file: string, now: () => string) {
    this.file = file
    this.now = now
  }

  tell(heads: readonly ChainHead[]): Promise<void> {
    return this.add(heads.map((head) => ({ at: this.now(), ...head })))
  }

  tellRestored(heads: readonly ChainHead[]): Promise<void> {
    return this.add(heads.map((head) => ({ at: this.now(), ...head, restored: true })))
  }

  async told(): Promise<ReadonlyMap<string, readonly ChainHead[]>> {
    const told = new Map<string, ChainHead[]>()
    for (const { log, position, chain, restored } of await this.lines()) {
      const before = told.get(log) ?? []
      const standing =
        restored === true ? before.filter((head) => head.position < position) : before
      told.set(log, [
        ...standing.filter((head) => head.position !== position),
        { log, position, chain },
      ])
    }
    return told
  }

  private async add(lines: readonly Line[]): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 })
    // A line that a crash cut off is ended first.
    const text = lines.map((line) => `\n${JSON.stringify(line)}`).join('')
    await appendFile(this.file, text, { mode: 0o600, flush: true })
  }

  private async lines(): Promise<readonly Line[]> {
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw error
    })
    return text.split('\n').flatMap(lineOf)
  }
}

/** A line that a crash cut off is none. */
function lineOf(text: string): Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line]
  } catch {
    return []
  }
}

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreFull } from '../failure.ts'

/**
 * Who was erased, kept apart from data and backups: an older key file that is put back brings nobody back. Holds opaque ids
 * only, in the order of the erasures.
 */
export class ErasureLedger {
  private readonly file: string
  private readonly now: () => string

  constructor(file: string, now: () => string) {
    this.file = file
    this.now = now
  }

  /** On disk when it returns. @throws StoreFull */
  add(subject: string): void {
    try {
      this.write(subject)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
        throw new StoreFull()
      throw error
    }
  }

  private write(subject: string): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 })
    const file = openSync(this.file, 'a', 0o600)
    try {
      // A line that a crash cut off is ended first.
      writeSync(file, `\n${JSON.stringify({ at: this.now(), subject })}`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  subjects(): readonly string[] {
    return [...new Set(this.text().split('\n').flatMap(subjectIn))]
  }

  private text(): string {
    try {
      return readFileSync(this.file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw error
    }
  }
}

function subjectIn(line: string): string[] {
  try {
    const { subject } = JSON.parse(line) as { subject?: unknown }
    return typeof subject === 'string' ? [subject] : []
  } catch {
    return []
  }
}

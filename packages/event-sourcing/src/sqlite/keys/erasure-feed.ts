import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Feed, Page } from '../../event-store.ts'
import type { Erasure } from '../../sealing.ts'
import { Gaps } from '../../gaps.ts'

/** The erasures that the key file remembers, as what holds a person's data follows them. */
export class ErasureFeed implements Feed<Erasure> {
  readonly name = 'erasures'
  readonly log = 'erasures'
  readonly isOpen = true
  private readonly page: StatementSync
  private readonly lastOf: StatementSync
  private readonly at: StatementSync
  private readonly from: StatementSync
  private gaps = new Gaps()
  private readonly listeners = new Set<() => void>()
  private last: number

  constructor(db: DatabaseSync) {
    this.page = db.prepare(
      'SELECT position, subject FROM erasures WHERE position > ? ORDER BY position LIMIT ?',
    )
    this.at = db.prepare('SELECT subject FROM erasures WHERE position = ?')
    this.from = db.prepare(
      'SELECT subject FROM erasures WHERE subject >= ? ORDER BY subject LIMIT 1',
    )
    this.lastOf = db.prepare('SELECT max(position) AS position FROM erasures')
    this.last = this.lastInFile()
  }

  async readAll(after: number, limit: number): Promise<Page<Erasure>> {
    const events = this.page
      .all(after, limit)
      .map((row) => ({ position: Number(row['position']), subject: String(row['subject']) }))
    return { events, through: events.at(-1)?.position ?? after }
  }

  known(): number {
    return this.last
  }

  async latest(): Promise<number> {
    return this.lastInFile()
  }

  async mark(position: number): Promise<string | undefined> {
    if (position === 0) return ''
    const row = this.at.get(position)
    return row === undefined ? undefined : String(row['subject'])
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Whether a subject was erased, up to what was last told. */
  has(subject: string): boolean {
    if (this.gaps.holds(subject)) return false
    const next = this.from.get(subject)?.['subject']
    if (next === subject) return true
    this.gaps.add(subject, next === undefined ? undefined : String(next))
    return false
  }

  /** An erasure is durable: tells whoever follows. */
  wake(): void {
    this.gaps = new Gaps()
    this.last = this.lastInFile()
    for (const listener of this.listeners) listener()
  }

  private lastInFile(): number {
    return Number(this.lastOf.get()?.['position'] ?? 0)
  }
}

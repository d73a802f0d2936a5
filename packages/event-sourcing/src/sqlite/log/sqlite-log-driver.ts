import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  unbroken,
  type Inserted,
  type LogDriver,
  type LogEnd,
  type SealedRecord,
} from '../../log/log-driver.ts'
import { columns, countOf, genesis, logFormat, schemaSql, type Row } from '../../log/record.ts'
import {
  autocheckpoint,
  foldAndClose,
  makeTables,
  openDurable,
  writeAgain,
} from '../open-database.ts'
import { WalAhead } from './wal-ahead.ts'

/** SQLITE_CONSTRAINT_UNIQUE: the stream has a record at the revision. */
const uniqueCode = 2_067

/** The records of one log in a file of its own. Answers at once: for a thread that may wait for a disk. */
export class SqliteLogDriver implements LogDriver {
  private readonly db: DatabaseSync
  private readonly insertOne: StatementSync
  private readonly headOf: StatementSync
  private readonly head: StatementSync
  private readonly setHead: StatementSync
  private readonly beginStatement: StatementSync
  private readonly commitStatement: StatementSync
  private readonly after: StatementSync
  private readonly ahead: WalAhead
  private readonly isFull: (error: unknown) => boolean

  /** @param isFull whether something failed for want of room */
  constructor(file: string, isFull: (error: unknown) => boolean = () => false) {
    this.isFull = isFull
    writeAgain(file)
    this.db = openDurable(file)
    makeTables(this.db, schemaSql, logFormat)
    this.insertOne = this.db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.headOf = this.db.prepare(
      'SELECT revision, events FROM commits WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    )
    this.head = this.db.prepare('SELECT position, chain FROM head')
    this.setHead = this.db.prepare(
      'INSERT INTO head VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, chain = excluded.chain',
    )
    this.beginStatement = this.db.prepare('BEGIN IMMEDIATE')
    this.commitStatement = this.db.prepare('COMMIT')
    this.after = this.db.prepare(
      `SELECT ${columns} FROM commits WHERE position > ? ORDER BY position LIMIT ?`,
    )
    this.after.setReturnArrays(true)
    this.ahead = new WalAhead(file)
  }

  async insert(records: readonly SealedRecord[]): Promise<Inserted> {
    try {
      this.beginStatement.run()
      // Nobody else writes now: where the log ends is where it ends.
      if (!this.followsOn(records[0])) {
        this.db.exec('ROLLBACK')
        return { written: 0, conflict: 'position' }
      }
      const inserted = this.insertWhatFits(records)
      const last = records[inserted.written - 1]
      if (last !== undefined) this.setHead.run(last.row[0], last.chain)
      this.commitStatement.run()
      this.ahead.keep()
      return inserted
    } catch (error) {
      if (!this.isFull(error)) throw error
      if (this.db.isTransaction) this.db.exec('ROLLBACK')
      return { written: 0, full: true }
    }
  }

  async tail(after: number, limit: number): Promise<readonly Row[]> {
    return unbroken(after, this.after.all(after, limit) as unknown as Row[])
  }

  async revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>()
    for (const stream of streams) {
      const last = this.headOf.get(stream)
      if (last !== undefined)
        found.set(stream, Number(last['revision']) + countOf(String(last['events'])) - 1)
    }
    return found
  }

  async end(): Promise<LogEnd> {
    const statement = this.db.prepare(
      `SELECT ${columns} FROM commits ORDER BY position DESC LIMIT 1`,
    )
    statement.setReturnArrays(true)
    const last = statement.get() as unknown as Row | undefined
    const head = this.head.get()
    const chain = (head?.['chain'] ?? genesis) as Uint8Array
    return { last, head: { position: Number(head?.['position'] ?? 0), chain } }
  }

  /** When room is short the write-ahead file is folded in early and used again. */
  keepShort(isShort: boolean): void {
    this.db.exec(`PRAGMA wal_autocheckpoint = ${isShort ? 64 : autocheckpoint}`)
  }

  close(): void {
    this.ahead.close()
    foldAndClose(this.db)
  }

  private followsOn(first: SealedRecord | undefined): boolean {
    if (first === undefined) return true
    const [position, , , events] = first.row
    const last = Number(this.head.get()?.['position'] ?? 0)
    return position - countOf(events) === last
  }

  private insertWhatFits(records: readonly SealedRecord[]): Inserted {
    for (const [written, { row }] of records.entries())
      try {
        this.insertOne.run(...row)
      } catch (error) {
        if (!(error instanceof Error && 'errcode' in error && error.errcode === uniqueCode))
          throw error
        return { written, conflict: 'stream' }
      }
    return { written: records.length }
  }
}

import type { KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  autocheckpoint,
  foldAndClose,
  makeTables,
  openDurable,
  writeAgain,
} from '../open-database.ts'
import { wrongRevision, type AppendItem } from './protocol.ts'
import {
  chainOf,
  checksumOf,
  columns,
  countOf,
  frameOf,
  frameOfRow,
  genesis,
  logFormat,
  schemaSql,
  type Row,
} from './record.ts'
import { seal } from './seal.ts'
import { WalAhead } from './wal-ahead.ts'

const maxHeads = 200_000

/** The one writer of a log file; lives in the writer thread. Seals, positions, checksums and the chain are made here. */
export class LogWriter {
  private readonly db: DatabaseSync
  private readonly insert: StatementSync
  private readonly headOf: StatementSync
  private readonly setHead: StatementSync
  private readonly beginStatement: StatementSync
  private readonly commitStatement: StatementSync
  /** Revisions of streams written lately; the unique index is the judge, this saves a look-up. */
  private readonly heads = new Map<string, number>()
  private readonly ahead: WalAhead
  private readonly chainKey: KeyObject
  /** Goes on while the disk is full, as long as the kept room lasts. */
  readonly isVital: boolean
  private position = 0
  private chain: Uint8Array = genesis

  constructor(file: string, chainKey: KeyObject, isVital: boolean) {
    this.chainKey = chainKey
    this.isVital = isVital
    writeAgain(file)
    this.db = openDurable(file)
    makeTables(this.db, schemaSql, logFormat)
    this.insert = this.db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.headOf = this.db.prepare(
      'SELECT revision, events FROM commits WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    )
    this.setHead = this.db.prepare(
      'INSERT INTO head VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, chain = excluded.chain',
    )
    this.beginStatement = this.db.prepare('BEGIN IMMEDIATE')
    this.commitStatement = this.db.prepare('COMMIT')
    this.resume()
    this.ahead = new WalAhead(file)
  }

  /** Rows and head change in one transaction: when the head is not what the last record leads to, somebody else has been at the file. */
  private resume(): void {
    const statement = this.db.prepare(
      `SELECT ${columns} FROM commits ORDER BY position DESC LIMIT 1`,
    )
    statement.setReturnArrays(true)
    const last = statement.get() as unknown as Row | undefined
    if (last !== undefined) {
      this.position = last[0]
      this.chain = chainOf(this.chainKey, frameOfRow(last), last[9])
    }
    const head = this.db.prepare('SELECT position, chain FROM head').get()
    const position = Number(head?.['position'] ?? 0)
    const chain = (head?.['chain'] ?? genesis) as Uint8Array
    if (position !== this.position)
      throw new Error(`the log ends at position ${this.position}, its head says ${position}`)
    if (!Buffer.from(chain).equals(this.chain))
      throw new Error(
        `the last record (position ${position}) does not match the head, or the chain key is another`,
      )
  }

  begin(): void {
    this.beginStatement.run()
  }

  commit(): void {
    this.setHead.run(this.position, this.chain)
    this.commitStatement.run()
    this.ahead.keep()
  }

  /** Takes back what was begun, and goes on from what is on disk. */
  rollback(): void {
    if (this.db.isTransaction) this.db.exec('ROLLBACK')
    this.heads.clear()
    this.position = 0
    this.chain = genesis
    this.resume()
  }

  /** When room is short the write-ahead file is folded in early and used again. */
  keepShort(isShort: boolean): void {
    this.db.exec(`PRAGMA wal_autocheckpoint = ${isShort ? 64 : autocheckpoint}`)
  }

  close(): void {
    this.ahead.close()
    foldAndClose(this.db)
  }

  /** Answers the last position, or `wrongRevision` having changed nothing. */
  append(item: AppendItem, key: KeyObject): number {
    const [, stream, expected, count, events, time, subject, causation, meta, text] = item
    if (this.revisionOf(stream) !== expected) return wrongRevision
    const revision = expected + 1
    const position = this.position + count
    const link = this.chain
    const envelope = { stream, revision, events, time, subject, causation, meta }
    const frame = frameOf(link, position, envelope)
    const data = seal(key, text, frame)
    this.insert.run(
      position,
      stream,
      revision,
      events,
      time,
      subject,
      causation,
      meta,
      link,
      data,
      checksumOf(frame, data),
    )
    const chain = chainOf(this.chainKey, frame, data)
    this.position = position
    this.chain = chain
    this.remember(stream, expected + count)
    return position
  }

  private revisionOf(stream: string): number {
    const known = this.heads.get(stream)
    if (known !== undefined) return known
    const last = this.headOf.get(stream)
    return last === undefined ? 0 : Number(last['revision']) + countOf(String(last['events'])) - 1
  }

  private remember(stream: string, revision: number): void {
    if (this.heads.size >= maxHeads) this.heads.clear()
    this.heads.set(stream, revision)
  }
}

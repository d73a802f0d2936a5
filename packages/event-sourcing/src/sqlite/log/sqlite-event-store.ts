import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import type { AnyEvent } from '../../decider.ts'
import type {
  Appended,
  EventStore,
  Feed,
  Metadata,
  Page,
  RecordedEvent,
} from '../../event-store.ts'
import { CareloomError, StoreReadOnly, WrongExpectedRevision } from '../../failure.ts'
import type { Clock, NewId } from '../../ports.ts'
import { formOf, type EventSchema } from '../../schema.ts'
import type { Keyring } from '../../sealing.ts'
import { alsoSeen } from '../../seen.ts'
import type { ChainHead } from '../../witness.ts'
import { openForReading } from '../open-database.ts'
import { watched } from '../watched.ts'
import { itemOf } from '../../log/item-of.ts'
import { News } from '../../log/news.ts'
import { OpenedLog } from '../../log/opened-log.ts'
import { columns, countOf, genesis, logFormat, type Row } from '../../log/record.ts'
import type { Writer } from './writer.ts'

const marksKept = 64

export type SqliteEventStoreOptions = {
  /** Name of the log, in errors and metrics: the service's name. */
  readonly name: string
  readonly file: string
  /** Left out by a process that only reads what another one writes. */
  readonly writer: Writer | undefined
  readonly keyring: Keyring<KeyObject>
  readonly schema: EventSchema
  readonly clock: Clock
  readonly newId: NewId
  /** Goes on while the disk is full, as long as some kept room lasts: what must be entered before anything is read. */
  readonly isVital?: boolean
}

/** Opens (or makes) the log of one service. @throws CareloomError `CL_LOG_FORMAT` when it was written by a version that stored otherwise */
export async function openSqliteEventStore<E extends AnyEvent>(
  options: SqliteEventStoreOptions,
): Promise<SqliteEventStore<E>> {
  refuseOtherFormat(options.file)
  const log = await options.writer?.openLog(options.file, options.isVital)
  return new SqliteEventStore<E>(options, log ?? 0)
}

/**
 * The event store port on SQLite. Reads on the caller's thread, writes in the writer thread. One process writes a log: it knows
 * what is in it. Another may read it beside that one, and is refused writes: it looks in the file, each time.
 */
export class SqliteEventStore<E extends AnyEvent> implements EventStore<E> {
  readonly feed: Feed<RecordedEvent<E>>
  private readonly options: SqliteEventStoreOptions
  private readonly log: number
  private readonly db: DatabaseSync
  private readonly fromStream: StatementSync
  private readonly byStream: StatementSync
  private readonly byPosition: StatementSync
  private readonly nextRecord: StatementSync
  private readonly linkAfter: StatementSync
  private readonly headStatement: StatementSync
  private readonly lastPosition: StatementSync
  private readonly opened: OpenedLog<E>
  private readonly news = new News()
  /** Everybody who follows asks for the same ones; what is written does not change. */
  private readonly marks = new LRUCache<number, string>({ max: marksKept })
  private last: number
  private stopWatching: () => void = () => undefined

  constructor(options: SqliteEventStoreOptions, log: number) {
    this.options = options
    this.log = log
    this.db = openForReading(options.file)
    this.fromStream = this.db.prepare(
      'SELECT stream FROM commits WHERE stream >= ? ORDER BY stream LIMIT 1',
    )
    this.byStream = this.db.prepare(
      `SELECT ${columns} FROM commits WHERE stream = ? AND revision > ? ORDER BY revision`,
    )
    this.byPosition = this.db.prepare(
      `SELECT ${columns} FROM commits WHERE position > ? AND position <= ? ORDER BY position`,
    )
    this.nextRecord = this.db.prepare(
      `SELECT ${columns} FROM commits WHERE position > ? ORDER BY position LIMIT 1`,
    )
    this.linkAfter = this.db.prepare(
      'SELECT link FROM commits WHERE position > ? ORDER BY position LIMIT 1',
    )
    this.headStatement = this.db.prepare('SELECT position, chain FROM head')
    this.byStream.setReturnArrays(true)
    this.byPosition.setReturnArrays(true)
    this.nextRecord.setReturnArrays(true)
    this.lastPosition = this.db.prepare('SELECT max(position) AS last FROM commits')
    this.last = this.lastInFile()
    if (options.writer === undefined) this.stopWatching = watched(this.db, () => this.look())
    this.opened = new OpenedLog<E>(options)
    this.feed = {
      name: options.name,
      log: options.name,
      readAll: (after, limit) => this.readAll(after, limit),
      known: () => this.look(),
      latest: async () => this.look(),
      isOpen: true,
      form: formOf(options.schema),
      mark: async (position) => this.mark(position),
      onAppended: (listener) => this.news.listen(listener),
    }
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly E[],
    metadata: Metadata,
  ): Promise<Appended> {
    const { writer } = this.options
    if (writer === undefined) throw new StoreReadOnly(new Error('another process writes this log'))
    const item = itemOf(this.options, this.log, stream, expectedRevision, events, metadata)
    const position = await writer.append(item).catch((error: unknown) => {
      if (error instanceof WrongExpectedRevision) this.opened.forget(stream)
      throw error
    })
    this.opened.keepAppended(item, position)
    if (position > this.last) this.last = position
    alsoSeen({ log: this.options.name, position })
    this.news.tell()
    return { stream, revision: expectedRevision + events.length, position }
  }

  async read(stream: string): Promise<readonly RecordedEvent<E>[]> {
    const known = this.opened.known(stream)
    if (known !== undefined && this.options.writer !== undefined) return known
    if (known === undefined && !this.isThere(stream)) return []
    const rows = this.byStream.all(stream, known?.length ?? 0) as unknown as Row[]
    return this.opened.history(stream, known ?? [], rows)
  }

  private isThere(stream: string): boolean {
    const next = this.fromStream.get(stream)?.['stream']
    if (next === stream) return true
    this.opened.knowNone(stream, next === undefined ? undefined : String(next))
    return false
  }

  /** What is on disk: the last position and the chain up to it. */
  chainHead(): ChainHead {
    const head = this.headStatement.get()
    return {
      log: this.options.name,
      position: Number(head?.['position'] ?? 0),
      chain: hex(head?.['chain'] ?? genesis),
    }
  }

  /** The chain up to the last record that ends at a position or before it. */
  private mark(position: number): string | undefined {
    const mark = this.marks.get(position) ?? this.markIn(position)
    if (mark !== undefined) this.marks.set(position, mark)
    return mark
  }

  private markIn(position: number): string | undefined {
    const next = this.linkAfter.get(position)
    if (next !== undefined) return hex(next['link'])
    const head = this.chainHead()
    return head.position === position ? head.chain : undefined
  }

  /** The chain up to a position, if a record ends there. */
  chainAt(position: number): string | undefined {
    const head = this.chainHead()
    if (head.position === position) return head.chain
    const next = this.db
      .prepare('SELECT position, events, link FROM commits WHERE position > ? ORDER BY position')
      .get(position)
    if (next === undefined) return undefined
    const first = Number(next['position']) - countOf(String(next['events'])) + 1
    return first === position + 1 ? hex(next['link']) : undefined
  }

  /** Where the log ends, as far as this process knows it or can find out. */
  private look(): number {
    if (this.options.writer !== undefined) return this.last
    const last = this.lastInFile()
    if (last > this.last) {
      this.last = last
      this.news.tell()
    }
    return this.last
  }

  private lastInFile(): number {
    return Number(this.lastPosition.get()?.['last'] ?? 0)
  }

  close(): void {
    this.stopWatching()
    this.news.close()
    this.db.close()
  }

  private async readAll(after: number, limit: number): Promise<Page<RecordedEvent<E>>> {
    // Every follower looks once more after the end: where this process writes, it need not ask the file.
    if (after >= this.last && after >= this.look()) return { events: [], through: after }
    const atHand = this.opened.pageAtHand(after, limit, this.last)
    return atHand ?? this.opened.page(after, limit, this.last, this.rowsAfter(after, limit))
  }

  /** Whole records from the one after a position on; of more than `limit` events only where the first holds more. */
  private rowsAfter(after: number, limit: number): readonly Row[] {
    const rows = this.byPosition.all(after, after + limit) as unknown as Row[]
    return rows.length > 0 ? rows : (this.nextRecord.all(after) as unknown as Row[])
  }

  /** The same log seen as holding events of a kind: a service stores its aggregates and its processes in one log. */
  of<Kind extends AnyEvent>(): EventStore<Kind> {
    return this as unknown as EventStore<Kind>
  }
}

function hex(chain: unknown): string {
  return Buffer.from(chain as Uint8Array).toString('hex')
}

function refuseOtherFormat(file: string): void {
  if (!existsSync(file)) return
  const db = new DatabaseSync(file, { readOnly: true })
  const format = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  const isNew = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'commits'").get() === undefined
  db.close()
  if (!isNew && format !== logFormat)
    throw new CareloomError(
      'CL_LOG_FORMAT',
      `${file} was written in format ${format} of the log; this version reads format ${logFormat}`,
    )
}

import type { KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { AnyEvent } from '../decider.ts'
import type { Appended, EventStore, Feed, Metadata, Page, Recorded } from '../event-store.ts'
import { RecordDamaged, StreamErased } from '../failure.ts'
import type { Clock, NewId } from '../ports.ts'
import { currentVersion, type EventSchema } from '../schema.ts'
import { subjectOf, type Keyring } from '../sealing.ts'
import { InvalidInput } from '../values.ts'
import { decode, type Opening } from './decode.ts'
import { KnownStreams } from './known-streams.ts'
import { RecentEvents } from './recent-events.ts'
import { openForReading } from './open-database.ts'
import type { PendingRow } from './protocol.ts'
import { columns, headerOf, type Row } from './record.ts'
import { seal } from './seal.ts'
import type { Writer } from './writer.ts'

/** Decoded events kept for the several followers of a log, which all read its end. */
const recentSize = 4_096
/** Events of histories kept opened: some 10 MB. */
const knownSize = 8_000

export type SqliteEventStoreOptions = {
  /** Name of the log, in errors and metrics: the service's name. */
  readonly name: string
  readonly file: string
  readonly writer: Writer
  readonly keyring: Keyring<KeyObject>
  readonly schema: EventSchema
  readonly clock: Clock
  readonly newId: NewId
}

/** Opens (or makes) the log of one service. */
export async function openSqliteEventStore<E extends AnyEvent>(
  options: SqliteEventStoreOptions,
): Promise<SqliteEventStore<E>> {
  const log = await options.writer.openLog(options.file)
  return new SqliteEventStore<E>(options, log)
}

/** The event store port on SQLite. Reads on the caller's thread, writes in the writer thread. */
export class SqliteEventStore<E extends AnyEvent> implements EventStore<E> {
  readonly feed: Feed<Recorded<E>>
  private readonly options: SqliteEventStoreOptions
  private readonly log: number
  private readonly db: DatabaseSync
  private readonly byStream: StatementSync
  private readonly byPosition: StatementSync
  private readonly opening: Opening
  private readonly listeners = new Set<() => void>()
  private readonly recent = new RecentEvents<E>(recentSize)
  private readonly known = new KnownStreams<E>(knownSize)
  private last: number
  private wakeUp = false

  constructor(options: SqliteEventStoreOptions, log: number) {
    this.options = options
    this.log = log
    this.db = openForReading(options.file)
    this.byStream = this.db.prepare(
      `SELECT ${columns} FROM events WHERE stream = ? AND revision > ? ORDER BY revision`,
    )
    this.byPosition = this.db.prepare(
      `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    )
    this.byStream.setReturnArrays(true)
    this.byPosition.setReturnArrays(true)
    this.last = Number(
      this.db.prepare('SELECT max(position) AS last FROM events').get()?.['last'] ?? 0,
    )
    this.opening = {
      log: options.name,
      schema: options.schema,
      keyOf: (subject) => options.keyring.peek(subject),
    }
    this.feed = {
      name: options.name,
      readAll: (after, limit) => this.readAll(after, limit),
      head: () => this.last,
      onAppended: (listener) => this.listen(listener),
    }
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly E[],
    metadata: Metadata,
  ): Promise<Appended> {
    if (events.length === 0) throw new TypeError('append needs an event')
    const subject = subjectOf(metadata)
    if (!isOneLine(stream) || !isOneLine(metadata.causationId) || !isOneLine(subject))
      throw new InvalidInput('stream, causationId and person', 'must be one line')
    let key = this.options.keyring.forSealing(subject)
    if (key instanceof Promise) key = await key
    if (key === 'erased') throw new StreamErased(stream)
    const { rows, payloads } = this.sealed(stream, expectedRevision, events, metadata, subject, key)
    const position = await this.options.writer.append(
      this.log,
      stream,
      expectedRevision,
      rows,
      payloads,
    )
    if (position > this.last) this.last = position
    this.notify()
    return { stream, revision: expectedRevision + events.length, position }
  }

  private sealed(
    stream: string,
    expected: number,
    events: readonly E[],
    metadata: Metadata,
    subject: string,
    key: KeyObject,
  ) {
    const meta = metaText(metadata)
    const time = this.options.clock()
    const causation = metadata.causationId
    const rows: PendingRow[] = []
    const payloads: Uint8Array[] = []
    let revision = expected
    for (const event of events) {
      revision += 1
      const id = this.options.newId()
      const version = currentVersion(this.options.schema, event.type)
      const header = headerOf(
        stream,
        revision,
        id,
        event.type,
        version,
        time,
        subject,
        causation,
        meta,
      )
      const payload = seal(key, JSON.stringify(event.data), header)
      rows.push([id, event.type, version, time, subject, causation, meta, payload.length])
      payloads.push(payload)
    }
    return { rows, payloads }
  }

  async read(stream: string): Promise<readonly Recorded<E>[]> {
    const known = this.known.get(stream, (subject) => this.opening.keyOf(subject) === 'erased')
    const rows = this.byStream.all(stream, known.length) as unknown as Row[]
    if (rows.length === 0) return known
    const events = known.slice()
    for (const row of rows) {
      if (row[2] !== events.length + 1)
        throw new RecordDamaged(this.options.name, row[0], 'a revision is missing before it')
      const event = decode<E>(this.opening, row)
      if (event.erased) throw new StreamErased(stream)
      events.push(event)
    }
    this.known.keep(
      stream,
      events,
      rows.map((row) => row[7]),
    )
    return events
  }

  close(): void {
    this.listeners.clear()
    this.db.close()
  }

  private async readAll(after: number, limit: number): Promise<Page<Recorded<E>>> {
    // Every follower looks once more after the end: it need not ask the file.
    if (after >= this.last) return { events: [], through: after }
    const kept = this.recent.after(after, limit, this.opening)
    if (kept.length > 0) return { events: kept, through: after + kept.length }
    const rows = this.byPosition.all(after, limit) as unknown as Row[]
    const events: Recorded<E>[] = []
    for (const row of rows) {
      const position = after + events.length + 1
      if (row[0] !== position)
        throw new RecordDamaged(this.options.name, position, 'the record is missing')
      events.push(decode<E>(this.opening, row))
    }
    const through = after + events.length
    if (through > this.last - recentSize) this.recent.keep(events)
    return { events, through }
  }

  /** The same log seen as holding events of a kind: a service stores its aggregates and its processes in one log. */
  of<Kind extends AnyEvent>(): EventStore<Kind> {
    return this as unknown as EventStore<Kind>
  }

  private listen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Once per turn of the event loop: a group commit wakes each follower once. */
  private notify(): void {
    if (this.wakeUp) return
    this.wakeUp = true
    queueMicrotask(() => {
      this.wakeUp = false
      for (const listener of this.listeners) listener()
    })
  }
}

/** The sealed header separates its fields by line breaks: none may hold one. */
function isOneLine(text: string): boolean {
  return !text.includes('\n')
}

function metaText(metadata: Metadata): string {
  const { actor, organization, purpose, consent, correlationId, traceparent } = metadata
  return JSON.stringify({ actor, organization, purpose, consent, correlationId, traceparent })
}

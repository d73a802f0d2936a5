import type { KeyObject } from 'node:crypto'
import type { AnyEvent } from '../decider.ts'
import type { Page, RecordedEvent } from '../event-store.ts'
import { RecordDamaged, StreamErased } from '../failure.ts'
import type { EventSchema } from '../schema.ts'
import type { Keyring } from '../sealing.ts'
import type { AppendItem } from './append-item.ts'
import { decode, type Opening } from './decode.ts'
import { KnownStreams } from './known-streams.ts'
import { OpenedPages } from './opened-pages.ts'
import { RecentEvents } from './recent-events.ts'
import { countOf, type Row } from './record.ts'
import { eventsOf } from './stored-event.ts'

/** Opened events kept for the several followers of a log, which all read its end. */
const recentSize = 4_096
/** Events of histories kept opened: some 10 MB. */
const knownSize = 8_000

export type OpenedLogOptions = {
  /** Name of the log, in errors. */
  readonly name: string
  readonly schema: EventSchema
  readonly keyring: Pick<Keyring<KeyObject>, 'peek' | 'wasErasedHere'>
}

/** What this process has opened of a log, whatever stores it. Nothing that it holds outlives the key that opened it. */
export class OpenedLog<E extends AnyEvent> {
  private readonly opening: Opening
  private readonly isErased: (subject: string) => boolean
  private readonly recent = new RecentEvents<E>(recentSize)
  private readonly pages = new OpenedPages<E>()
  private readonly streams = new KnownStreams<E>(knownSize)

  constructor({ name, schema, keyring }: OpenedLogOptions) {
    this.opening = { log: name, schema, keyOf: (subject) => keyring.peek(subject) }
    this.isErased = (subject) => keyring.wasErasedHere(subject)
  }

  /** What was written here need not be read and opened again by those who follow. */
  keepAppended(item: AppendItem, position: number): void {
    const [, stream, expected, , lines, time, subject, causation, meta, text] = item
    if (this.isErased(subject)) return this.streams.drop(stream)
    const envelope = { stream, time, subject, causation, meta }
    const { schema } = this.opening
    const events = eventsOf<E>(envelope, position, expected + 1, lines, text, schema)
    this.recent.keep(events)
    this.streams.add(stream, events, subject)
  }

  /** What is known of a stream; all of it there is only while nobody else appends to it. */
  known(stream: string): readonly RecordedEvent<E>[] | undefined {
    return this.streams.get(stream, this.isErased)
  }

  /** There is no such stream; `next` is the first one behind it. */
  knowNone(stream: string, next: string | undefined): void {
    this.streams.addNone(stream, next)
  }

  /** Somebody else was faster: what is known may be behind. */
  forget(stream: string): void {
    this.streams.drop(stream)
  }

  /** What was known of a stream and its records after that. @throws RecordDamaged, StreamErased */
  history(
    stream: string,
    known: readonly RecordedEvent<E>[],
    rows: readonly Row[],
  ): readonly RecordedEvent<E>[] {
    if (rows.length === 0) return known
    const events = [...known]
    for (const row of rows) {
      if (row[2] !== events.length + 1)
        throw this.damaged(row[0] - countOf(row[3]) + 1, 'a revision is missing before it')
      for (const event of decode<E>(this.opening, row)) {
        if (event.erased) throw new StreamErased(stream)
        events.push(event)
      }
    }
    const subjects = rows.map((row) => row[5])
    this.streams.keep(stream, events, subjects)
    return events
  }

  /** The events after a position, where they are at hand. `last` is where the log ends. */
  pageAtHand(after: number, limit: number, last: number): Page<RecordedEvent<E>> | undefined {
    const recent = this.recent.after(after, limit, this.isErased)
    if (recent.length > 0) return { events: recent, through: after + recent.length }
    const events = this.pages.get(after, limit, this.isErased)
    return events === undefined ? undefined : this.cut(events, after, limit, last)
  }

  /** The events after a position, from its records on. @throws RecordDamaged */
  page(after: number, limit: number, last: number, rows: readonly Row[]): Page<RecordedEvent<E>> {
    const events: RecordedEvent<E>[] = []
    for (const row of rows) {
      const next = after + events.length + 1
      const first = row[0] - countOf(row[3]) + 1
      if (events.length === 0 ? first > next : first !== next)
        throw this.damaged(next, 'the record is missing')
      for (const event of decode<E>(this.opening, row))
        if (event.position > after) events.push(event)
    }
    // More is behind it, so that it stays as it is; with records of several events it need not be full.
    if (after + Math.max(limit, events.length) <= last) this.pages.keep(after, limit, events)
    return this.cut(events, after, limit, last)
  }

  private cut(
    events: readonly RecordedEvent<E>[],
    after: number,
    limit: number,
    last: number,
  ): Page<RecordedEvent<E>> {
    const page = events.slice(0, limit)
    const through = after + page.length
    if (through > last - recentSize) this.recent.keep(events)
    // What of the last record does not fit into this page is asked for next.
    else if (page.length < events.length) this.recent.keep(events.slice(limit))
    return { events: page, through }
  }

  private damaged(position: number, what: string): RecordDamaged {
    return new RecordDamaged(this.opening.log, position, what)
  }
}

import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { AnyEvent } from '../decider.ts'
import type { Appended, EventStore, Feed, Metadata, Page, RecordedEvent } from '../event-store.ts'
import { formOf } from '../schema.ts'
import type { Keyring, SealingKeys } from '../sealing.ts'
import { withPatience } from '../patience.ts'
import { alsoSeen } from '../seen.ts'
import type { ChainHead } from '../witness.ts'
import { answerOf, type AppendItem } from './append-item.ts'
import { AppendQueue, type QueueLimits } from './append-queue.ts'
import { DirectedWriter, type Asked, type Direction } from './directed-writer.ts'
import { GroupLog } from './group-log.ts'
import { itemOf, type Writing } from './item-of.ts'
import type { ReadableLog } from './log-driver.ts'
import { News } from './news.ts'
import { OpenedLog } from './opened-log.ts'
import { chainOf, frameOfRow, type Row } from './record.ts'

export type LogEventStoreOptions = Writing & {
  /** Name of the log, in errors and metrics: the service's name. */
  readonly name: string
  readonly driver: ReadableLog
  readonly chainKey: KeyObject
  readonly keyring: Pick<Keyring<KeyObject>, 'peek' | 'wasErasedHere' | 'load'> &
    SealingKeys<KeyObject>
  readonly limits?: Partial<QueueLimits>
  /** Through whom it is written; here unless said otherwise. */
  readonly direction?: Direction
  /** How often it is looked for what others append; milliseconds. */
  readonly lookMs?: number
}

const pageSize = 500
const marksKept = 256

/** Opens the log of one service beside whoever else has it open. @throws StoreUnavailable */
export async function openLogEventStore<E extends AnyEvent>(
  options: LogEventStoreOptions,
): Promise<LogEventStore<E>> {
  const group = new GroupLog(options.name, options.driver, options.chainKey)
  await group.open()
  return new LogEventStore<E>(options, group)
}

/**
 * The event store port on a log that several processes write, whatever stores it. What it knows is never taken for all there is:
 * whoever reads asks the store for what is behind it.
 */
export class LogEventStore<E extends AnyEvent> implements EventStore<E> {
  readonly feed: Feed<RecordedEvent<E>>
  private readonly options: LogEventStoreOptions
  private readonly group: GroupLog
  private readonly writer: DirectedWriter
  private readonly queue: AppendQueue
  private readonly opened: OpenedLog<E>
  private readonly news = new News()
  /** Everybody who follows asks for the same ones; what is written does not change. */
  private readonly marks = new LRUCache<number, string>({ max: marksKept })
  private last: number
  private looking: Promise<number> | undefined
  private nextLook: Promise<number> | undefined
  private timer: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(options: LogEventStoreOptions, group: GroupLog) {
    this.options = options
    this.group = group
    const { driver, keyring: keys, direction = () => undefined } = options
    this.writer = new DirectedWriter({ group, driver, keys, direction, known: () => this.last })
    this.queue = new AppendQueue(this.writer, options.limits)
    this.opened = new OpenedLog<E>(options)
    this.last = group.head.position
    this.feed = {
      name: options.name,
      log: options.name,
      readAll: (after, limit) => this.readAll(after, limit),
      known: () => this.last,
      latest: () => this.look(),
      isOpen: true,
      form: formOf(options.schema),
      mark: (position) => this.mark(position),
      onAppended: (listener) => this.news.listen(listener),
    }
    this.lookLater()
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly E[],
    metadata: Metadata,
  ): Promise<Appended> {
    const item = itemOf(this.options, 0, stream, expectedRevision, events, metadata)
    const position = await this.write(item)
    alsoSeen({ log: this.options.name, position })
    return { stream, revision: expectedRevision + events.length, position }
  }

  /** Writes here what other processes hand over to this one, which holds the log: what `LogHolder` answers. Never throws. */
  take(asked: readonly Asked[]): Promise<readonly number[]> {
    return Promise.all(
      asked.map(({ item, until }) => {
        this.writer.keepHere(item)
        return withPatience({ until }, () => this.write(item)).catch(answerOf)
      }),
    )
  }

  async read(stream: string): Promise<readonly RecordedEvent<E>[]> {
    const known = this.opened.known(stream) ?? []
    const rows = await this.options.driver.stream(stream, known.length)
    await this.loadKeys(rows)
    // The key of what was known may have gone meanwhile.
    if (known.length > 0 && this.opened.known(stream)?.[0] !== known[0]) return this.read(stream)
    return this.opened.history(stream, known, rows)
  }

  /** The same log seen as holding events of a kind: a service stores its aggregates and its processes in one log. */
  of<Kind extends AnyEvent>(): EventStore<Kind> {
    return this as unknown as EventStore<Kind>
  }

  /** Up to where this process has written the log, or read it to write on, and the chain up to there. */
  chainHead(): ChainHead {
    const { position, chain } = this.group.head
    return { log: this.options.name, position, chain: hex(chain) }
  }

  /** What was asked for is answered first. Idempotent. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    await this.queue.close()
    await this.looking?.catch(() => undefined)
    this.news.close()
  }

  private async write(item: AppendItem): Promise<number> {
    const position = await this.queue.append(item)
    this.opened.keepAppended(item, position)
    this.hear(position)
    return position
  }

  private async readAll(after: number, limit: number): Promise<Page<RecordedEvent<E>>> {
    if (after >= this.last && after >= (await this.look())) return { events: [], through: after }
    const atHand = this.opened.pageAtHand(after, limit, this.last)
    if (atHand !== undefined) return atHand
    const rows = await this.options.driver.tail(after, limit)
    await this.loadKeys(rows)
    return this.opened.page(after, limit, this.last, rows)
  }

  private loadKeys(rows: readonly Row[]): Promise<void> {
    return this.options.keyring.load([...new Set(rows.map((row) => row[5]))])
  }

  /** Where the log ends, not before this call; those who ask while it is looked share the next look. */
  private look(): Promise<number> {
    if (this.looking === undefined)
      return (this.looking = this.findEnd().finally(() => (this.looking = undefined)))
    this.nextLook ??= this.looking
      .catch(() => undefined)
      .then(() => {
        this.nextLook = undefined
        return this.look()
      })
    return this.nextLook
  }

  private async findEnd(): Promise<number> {
    for (;;) {
      const rows = await this.options.driver.tail(this.last, pageSize)
      const end = rows.at(-1)
      if (end !== undefined) {
        this.marks.set(end[0], hex(this.chainAfter(end)))
        this.hear(end[0])
      }
      if (rows.length < pageSize) return this.last
    }
  }

  /** One look for all who follow: what others append is heard of soon after. */
  private lookLater(): void {
    this.timer = setTimeout(() => {
      // Who is away now is asked again.
      const looked = this.look().catch(() => undefined)
      void looked.then(() => this.isClosed || this.lookLater())
    }, this.options.lookMs ?? 200)
    this.timer.unref()
  }

  private hear(position: number): void {
    if (position <= this.last) return
    this.last = position
    this.news.tell()
  }

  /** The chain up to the last record that ends at a position or before it. */
  private async mark(position: number): Promise<string | undefined> {
    const mark = this.marks.get(position) ?? (await this.findMark(position))
    if (mark !== undefined) this.marks.set(position, mark)
    return mark
  }

  private async findMark(position: number): Promise<string | undefined> {
    const { driver } = this.options
    const { head } = this.group
    if (head.position === position) return hex(head.chain)
    const { last } = await driver.end()
    if (last === undefined || last[0] < position) return undefined
    if (last[0] === position) return hex(this.chainAfter(last))
    const [next] = await driver.tail(position, 1)
    return next === undefined ? undefined : hex(next[8])
  }

  private chainAfter(row: Row): Uint8Array {
    return chainOf(this.options.chainKey, frameOfRow(row), row[9])
  }
}

function hex(chain: Uint8Array): string {
  return Buffer.from(chain).toString('hex')
}

import type { AnyEvent, Feed, Keyring, Page, ReceivedEvent, Topic } from '@careloom/event-sourcing'
import type { Batch } from './broker.ts'

/** The log of whoever publishes the topic, seen as the topic: for what a broker brought long ago, or never. */
export type TopicHistory<P extends AnyEvent> = Pick<
  Feed<ReceivedEvent<P>>,
  'form' | 'latest' | 'log' | 'mark' | 'readAll'
>

export type TailNeed<P extends AnyEvent> = {
  readonly topic: Topic<P>
  readonly history: TopicHistory<P>
  /** How far the log went when this was asked: what comes up to there is history. */
  readonly through: number
  readonly keyring: Pick<Keyring, 'isErased'>
}

/** How soon what the history does not know yet is asked for again; milliseconds. */
const againMs = 250
const kept = 10_000
/** Messages come one by one: making room for each would cost more than they do. */
const atOnce = 1_000

/**
 * A topic as a broker brings it, made a feed again: every message once, in the order of its log. What has been passed is
 * passed over, whoever sends it again or late; where a batch leaves something out, the history is read.
 */
export class TopicTail<P extends AnyEvent> implements Feed<ReceivedEvent<P>> {
  readonly name: string
  readonly isOpen = true
  private readonly history: TopicHistory<P>
  private readonly keyring: Pick<Keyring, 'isErased'>
  private readonly listeners = new Set<() => void>()
  /** Everything after `begin` and up to `reached`. */
  private recent: ReceivedEvent<P>[] = []
  private begin: number
  private reached: number
  private again: NodeJS.Timeout | undefined

  constructor({ topic, history, through, keyring }: TailNeed<P>) {
    this.name = topic
    this.history = history
    this.keyring = keyring
    this.begin = this.reached = through
  }

  /** Nothing more comes up to a position: whoever has not read it does so in the history. */
  skip(through: number): void {
    if (through > this.reached) this.startAfter(through)
    this.tell()
  }

  receive({ after, through, events }: Batch): void {
    if (through <= this.reached) return
    if (after > this.reached) this.startAfter(after)
    // The topic says what its messages are.
    const told = events as unknown as readonly ReceivedEvent<P>[]
    this.recent.push(...told.filter(({ position }) => position > this.reached))
    this.reached = through
    this.letGo()
    this.tell()
  }

  async readAll(after: number, limit: number): Promise<Page<ReceivedEvent<P>>> {
    if (after < this.begin) return this.fromHistory(after, limit)
    const from = this.recent.findLastIndex(({ position }) => position <= after) + 1
    const page = this.recent.slice(from, from + limit)
    const last = from + limit < this.recent.length ? page.at(-1)?.position : undefined
    const through = Math.max(after, last ?? this.reached)
    return { events: page.filter((event) => !this.isErased(event)), through }
  }

  /** Whoever answers for the owner may not have heard yet of what has been passed here: whoever asked is told to ask again. */
  private async fromHistory(after: number, limit: number): Promise<Page<ReceivedEvent<P>>> {
    const page = await this.history.readAll(after, limit)
    if (page.through === after)
      this.again ??= setTimeout(() => {
        this.again = undefined
        this.tell()
      }, againMs).unref()
    return page
  }

  known(): number {
    return this.reached
  }

  get form(): string {
    return this.history.form ?? ''
  }

  /** As the owner of the log says: what a broker brings may be behind. */
  latest(): Promise<number> {
    return this.history.latest()
  }

  get log(): string | undefined {
    return this.history.log
  }

  mark(position: number): Promise<string | undefined> {
    return this.history.mark(position)
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private startAfter(position: number): void {
    this.recent = []
    this.begin = this.reached = position
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }

  private isErased({ person }: ReceivedEvent<P>): boolean {
    return person !== undefined && this.keyring.isErased(person)
  }

  private letGo(): void {
    const gone = this.recent.length - kept
    if (gone < atOnce) return
    this.begin = this.recent[gone - 1]?.position ?? this.begin
    this.recent = this.recent.slice(gone)
  }
}

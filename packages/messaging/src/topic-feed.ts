import type { AnyEvent, Envelope, Feed, Page, ReceivedEvent } from '@careloom/event-sourcing'
import type { Publication } from './bus.ts'
import { publishedOf } from './published-of.ts'

/** A topic of the embedded bus: the publishing log seen through its map. Nothing is stored twice. */
export class TopicFeed implements Feed<ReceivedEvent<AnyEvent>> {
  readonly name: string
  private publication: Publication<AnyEvent, AnyEvent> | undefined
  private readonly listeners = new Set<() => void>()
  private stop: () => void = () => undefined

  constructor(topic: string) {
    this.name = topic
  }

  /** @throws TypeError when the topic has a publisher already */
  attach(publication: Publication<AnyEvent, AnyEvent>): void {
    if (this.publication !== undefined) throw new TypeError(`${this.name} has a publisher already`)
    this.publication = publication
    this.stop = publication.feed.onAppended(() => this.wake())
    this.wake()
  }

  async readAll(after: number, limit: number): Promise<Page<ReceivedEvent<AnyEvent>>> {
    if (this.publication === undefined) return { events: [], through: after }
    const { feed, map } = this.publication
    const page = await feed.readAll(after, limit)
    return publishedOf(page, map, (event, published) => new Published(event, published))
  }

  known(): number {
    return this.publication?.feed.known() ?? 0
  }

  get log(): string | undefined {
    return this.publication?.feed.log
  }

  async latest(): Promise<number> {
    return this.publication?.feed.latest() ?? 0
  }

  get isOpen(): boolean {
    return this.publication !== undefined
  }

  get form(): string {
    return this.publication?.feed.form ?? ''
  }

  async mark(position: number): Promise<string | undefined> {
    return this.publication?.feed.mark(position)
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(): void {
    this.stop()
    this.listeners.clear()
  }

  private wake(): void {
    for (const listener of this.listeners) listener()
  }
}

/** A published event under the envelope of the stored one. */
class Published {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly time: Envelope['time']
  readonly person: string | undefined
  readonly causationId: string
  readonly erased = false
  readonly type: string
  readonly data: unknown
  private readonly origin: ReceivedEvent<AnyEvent>

  constructor(origin: ReceivedEvent<AnyEvent>, published: AnyEvent) {
    this.position = origin.position
    this.stream = origin.stream
    this.revision = origin.revision
    this.id = origin.id
    this.time = origin.time
    this.person = origin.person
    this.causationId = origin.causationId
    this.type = published.type
    this.data = published.data
    this.origin = origin
  }

  get meta(): Envelope['meta'] {
    return this.origin.meta
  }
}

import { EventTooNew, Follower, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import type { Publication } from './bus.ts'
import { publishedOf } from './published-of.ts'
import type { Producer, RelayCheckpoint } from './broker.ts'

export type RelayingNeed<E extends AnyEvent, P extends AnyEvent> = {
  readonly publication: Publication<E, P>
  readonly producer: Producer
  readonly checkpoint: RelayCheckpoint
  readonly epoch: number
  readonly idleMs: number
  readonly saveMs: number
  readonly onError: (error: unknown) => void
  /** Somebody else can go on, or does so already. */
  readonly letGo: () => void
}

const batchSize = 500

/** What a relay does while it holds its lease. It knows by itself how far it is, and saves that behind. */
export class Relaying<E extends AnyEvent, P extends AnyEvent> {
  private readonly need: RelayingNeed<E, P>
  private readonly stop: () => void
  private readonly follower: Follower
  /** How far the broker has it; not known before the checkpoint was read. */
  private sent: number | undefined
  private saved = 0
  private saving: Promise<void> = Promise.resolve()
  private canWait = false
  private nextLook: NodeJS.Timeout | undefined
  private nextSave: NodeJS.Timeout | undefined

  constructor(need: RelayingNeed<E, P>) {
    this.need = need
    this.follower = new Follower(
      () => this.work(),
      (error) => this.fail(error),
    )
    this.stop = need.publication.feed.onAppended(() => this.follower.wake())
    this.follower.wake()
  }

  /** Events that the broker does not have yet; undefined before the checkpoint was read. */
  behind(): number | undefined {
    const { sent } = this
    return sent === undefined ? undefined : Math.max(0, this.need.publication.feed.known() - sent)
  }

  /** Resolves when nothing is under way, and how far it is has been saved, if it can be. */
  async end(): Promise<void> {
    this.stop()
    await this.follower.stop()
    clearTimeout(this.nextLook)
    await this.save()
    clearTimeout(this.nextSave)
  }

  private async work(): Promise<void> {
    // After a failure, news can wait.
    if (this.canWait) return
    clearTimeout(this.nextLook)
    this.canWait = true
    try {
      while (await this.round());
      this.canWait = false
    } finally {
      this.nextLook = setTimeout(() => this.look(), this.need.idleMs)
    }
  }

  /** For what may be new, or for a broker that was away. */
  private look(): void {
    this.canWait = false
    this.follower.wake()
  }

  private fail(error: unknown): void {
    this.need.onError(error)
    // A process of a newer version reads what this one cannot.
    if (error instanceof EventTooNew) this.need.letGo()
  }

  /** One batch; answers whether there may be more. */
  private async round(): Promise<boolean> {
    if (this.follower.isHalted) return false
    const { checkpoint, producer, publication } = this.need
    const { topic, feed, map } = publication
    const after = (this.sent ??= this.saved = await checkpoint.load())
    const page = await feed.readAll(after, batchSize)
    if (page.through === after) return false
    const { events, through } = publishedOf(page, map, withBody)
    await producer.send({ topic, key: feed.name, after, through, events })
    this.sent = through
    this.nextSave ??= setTimeout(() => void this.save(), this.need.saveMs)
    return true
  }

  private save(): Promise<void> {
    this.saving = this.saving.then(() => this.saveOnce())
    return this.saving
  }

  private async saveOnce(): Promise<void> {
    clearTimeout(this.nextSave)
    this.nextSave = undefined
    const { checkpoint, epoch, saveMs, onError, letGo } = this.need
    const { sent } = this
    if (sent === undefined || sent === this.saved) return
    try {
      if (await checkpoint.save(sent, epoch)) this.saved = sent
      else letGo()
    } catch (error) {
      onError(error)
      this.nextSave = setTimeout(() => void this.save(), saveMs)
    }
  }
}

function withBody(
  event: ReceivedEvent<AnyEvent>,
  { type, data }: AnyEvent,
): ReceivedEvent<AnyEvent> {
  const { position, stream, revision, id, time, person, causationId, meta } = event
  return {
    position,
    stream,
    revision,
    id,
    time,
    person,
    causationId,
    meta,
    erased: false,
    type,
    data,
  }
}

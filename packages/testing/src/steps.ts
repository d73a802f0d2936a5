import type { AnyEvent, EventStore } from '@careloom/event-sourcing'

/** What happens around each step of a piece of work. */
export type Step = <T>(work: () => Promise<T>) => Promise<T>

/** A store of which every reading and every append is a step. */
export function inSteps<E extends AnyEvent>(store: EventStore<E>, step: Step): EventStore<E> {
  return {
    feed: store.feed,
    read: (stream) => step(() => store.read(stream)),
    append: (stream, revision, events, metadata) =>
      step(() => store.append(stream, revision, events, metadata)),
  }
}

/** Dies before or after its nth step: from then on nothing that this incarnation does has an effect or an end. */
export class Mortal {
  private steps = 0
  private readonly diesAt: number
  private readonly end = Promise.withResolvers<'dead'>()
  dead = false
  constructor(diesAt: number) {
    this.diesAt = diesAt
  }
  readonly step: Step = async (work) => {
    await this.point()
    const result = await work()
    await this.point()
    return result
  }
  /** What comes of a work, unless death comes first. */
  outcomeOf<T>(work: Promise<T>): Promise<T | 'dead'> {
    return Promise.race([work, this.end.promise])
  }
  private point(): Promise<void> | undefined {
    this.steps += 1
    if (this.steps === this.diesAt) {
      this.dead = true
      this.end.resolve('dead')
    }
    return this.dead ? new Promise<void>(() => undefined) : undefined
  }
}

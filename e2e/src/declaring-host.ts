import type { AnyEvent, Feed, Projection, ReadModel, ReceivedEvent } from '@careloom/event-sourcing'
import type { RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Sources } from '@careloom/hosting'
import { EmbeddedHost } from '@careloom/hosting/embedded'

/** A read model as a service declared it. */
export type Declared = {
  readonly service: string
  readonly projection: Projection<AnyEvent, unknown>
  readonly feeds: readonly Feed<ReceivedEvent<AnyEvent>>[]
}

/** A host that tells which read models its services declare. */
export class DeclaringHost extends EmbeddedHost {
  readonly declared: Declared[] = []

  override project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    sources: Sources,
  ): RunningProjection<Row> {
    this.remember(service, projection, sources)
    return super.project(service, projection, sources)
  }

  protected remember<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    { log, topics = [] }: Sources,
  ): void {
    const published = topics.map((topic) => this.bus.feed(topic))
    const feeds = log === undefined ? published : [log.feed, ...published]
    // Whoever looks at it tells it only what its own feeds hold.
    this.declared.push({
      service,
      projection: projection as unknown as Declared['projection'],
      feeds,
    })
  }
}

/** A host on which no read model runs until it is begun: they stay empty for the services that ask. */
export class SleepingHost extends DeclaringHost {
  private readonly asleep: { readonly name: string; wake(): Promise<void> }[] = []

  override project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    sources: Sources,
  ): RunningProjection<Row> {
    this.remember(service, projection, sources)
    const name = `${service}/${projection.name}`
    this.asleep.push({ name, wake: () => super.project(service, projection, sources).caughtUp() })
    return empty()
  }

  /** The read models that wait, as `service/name`. */
  get sleeping(): readonly string[] {
    return this.asleep.map(({ name }) => name)
  }

  /** Resolves when the read models of these names, or all, have seen everything there is. */
  async wake(...names: readonly string[]): Promise<void> {
    const wanted = this.asleep.filter(({ name }) => names.length === 0 || names.includes(name))
    await Promise.all(wanted.map((each) => each.wake()))
  }
}

function empty<Row>(): RunningProjection<Row> {
  const nothing: ReadModel<Row> = {
    get: async () => undefined,
    find: async () => [],
    reached: async () => undefined,
    onChanged: () => () => undefined,
  }
  return {
    ...nothing,
    status: () => ({ name: '', version: 0, checkpoints: {}, isWhole: true }),
    rebuild: async () => undefined,
    dump: () => [],
    caughtUp: async () => undefined,
    whole: async () => undefined,
    model: () => 0,
    close: async () => undefined,
  }
}

import type { AnyEvent, Feed, Reaction, ReceivedEvent } from '@careloom/event-sourcing'
import type { EventBus } from '@careloom/messaging'
import { heldBack } from './held-back.ts'

type AnyFeed = Feed<ReceivedEvent<AnyEvent>>
/** As much of a host as starts reactions. */
type Reacting = {
  react<E extends AnyEvent>(log: { readonly feed: AnyFeed }, reaction: Reaction<E>): void
  readonly bus: EventBus
}

/** The same feed held back once, whoever follows it. */
export function lagging(ms: number): <F>(feed: F) => F {
  const held = new WeakMap<object, AnyFeed>()
  return <F>(feed: F): F => {
    const given = feed as unknown as AnyFeed
    const known = held.get(given) ?? heldBack(given, ms)
    held.set(given, known)
    return known as unknown as F
  }
}

/**
 * Lets every reaction that is started on a host from now on run twice, as in two processes: the second hears everything so
 * much later, and keeps a place of its own. Answers their names, as they are started.
 */
export function runTwice(host: Reacting, lagMs: number): readonly string[] {
  const late = lagging(lagMs)
  const names: string[] = []
  const { bus } = host
  const react = host.react.bind(host)
  const { feed } = bus
  const told = bus.react.bind(bus)
  const again = <E extends AnyEvent>(reaction: Reaction<E>): Reaction<E> => {
    names.push(reaction.name)
    return { ...reaction, name: `${reaction.name}~late` }
  }
  host.react = (log, reaction) => {
    react(log, reaction)
    react({ ...log, feed: late(log.feed) }, again(reaction))
  }
  bus.react = (topic, reaction) => {
    const running = told(topic, reaction)
    bus.feed = (name) => late(feed.call(bus, name) as never)
    told(topic, again(reaction))
    bus.feed = feed
    return running
  }
  return names
}

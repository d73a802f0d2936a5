import {
  accept,
  Claims,
  commandHandler,
  refuse,
  told,
  type AnyEvent,
  type ClaimEvent,
  type ClaimsLapsed,
  type Decider,
  type Event,
  type EventStore,
} from '@careloom/event-sourcing'
import { because } from './notes.ts'

/** The smallest thing that has keys of its own, for claims. */
type ThingEvent = Event<'Took', { keys: readonly string[] }> | Event<'Dropped', { key: string }>
export type ThingCommand =
  | { readonly kind: 'take'; readonly id: string; readonly keys: readonly string[] }
  | { readonly kind: 'drop'; readonly id: string; readonly key: string }

const none: readonly string[] = []
const keysAfter = (keys: readonly string[], event: ThingEvent): readonly string[] =>
  event.type === 'Took'
    ? [...keys, ...event.data.keys]
    : keys.filter((key) => key !== event.data.key)

const thing: Decider<readonly string[], ThingCommand, ThingEvent> = {
  initialState: none,
  evolve: keysAfter,
  decide(command, held) {
    if (command.kind === 'drop')
      return held.includes(command.key)
        ? accept({ type: 'Dropped', data: { key: command.key } })
        : refuse('conflict', 'not-held')
    const keys = command.keys.filter((key) => !held.includes(key))
    return keys.length === 0 ? accept() : accept({ type: 'Took', data: { keys } })
  },
}

export const claimOn = (key: string): string => `claim-${key}`

/** Things and their keys over a log; `patience` says how long whoever claimed first is waited for. */
export function thingsOver(
  log: { of<E extends AnyEvent>(): EventStore<E> },
  patience: (waited: number) => Promise<boolean>,
) {
  const things = log.of<ThingEvent>()
  const claims = new Claims<ThingEvent, string>({
    claims: log.of<ClaimEvent>(),
    claimStream: claimOn,
    owners: things,
    lapses: log.of<ClaimsLapsed>(),
    ownerStream: (id) => id,
    has: (history, key) => history.reduce(keysAfter, none).includes(key),
    patience,
  })
  const handle = commandHandler(thing, things, {
    pause: async () => undefined,
    async needs(events, { stream, revision }, metadata) {
      const keys = events.flatMap((event) => (event.type === 'Took' ? event.data.keys : []))
      const holder = await claims.take(keys, { id: stream, revision, metadata })
      return holder === undefined ? undefined : refuse('conflict', 'held', { holder })
    },
  })
  return {
    claims,
    handle: (command: ThingCommand, ifRevision?: number) =>
      handle(command.id, command, because(), ifRevision),
    keysOf: async (id: string) => told(await things.read(id)).reduce(keysAfter, none),
  }
}

import {
  accept,
  type Command,
  type Decider,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { PersonId } from './ids.ts'

type Order = { readonly personId: PersonId; readonly orderedAt: Instant }

/**
 * The order to forget a person: a stream of its own, sealed with the organization's key, because the person's stream
 * cannot be read once their key is gone. Everything else about an erasure follows from it.
 */
export type ErasureEvent = Event<'ErasureOrdered', Order>
export type ErasureCommand = Command<'OrderErasure', Order>

export const erasureDecider: Decider<
  { readonly ordered: boolean },
  ErasureCommand,
  ErasureEvent,
  never
> = {
  initialState: { ordered: false },
  decide: (command, { ordered }) =>
    ordered ? accept() : accept({ type: 'ErasureOrdered', data: command.data }),
  evolve: () => ({ ordered: true }),
}

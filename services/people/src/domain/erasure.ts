import {
  accept,
  refuse,
  unreachable,
  type Command,
  type Decider,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { PersonId } from './ids.ts'

type Order = { readonly personId: PersonId; readonly orderedAt: Instant }
type Confirmation = { readonly personId: PersonId; readonly carriedOutAt: Instant }

/**
 * The forgetting of a person: a stream of its own, sealed with the organization's key, because the person's stream
 * cannot be read once their key is gone. Everything else about an erasure follows from it.
 */
export type ErasureEvent =
  /** From here on, whatever is held of the person goes. */
  | Event<'ErasureOrdered', Order>
  /** The key is gone: what was recorded between the order and this can be read by nobody any more. */
  | Event<'ErasureCarriedOut', Confirmation>
export type ErasureCommand =
  Command<'OrderErasure', Order> | Command<'ConfirmErasure', Confirmation>
type ErasureRefusal = RefusalOf<'erasure'>

export const erasureDecider: Decider<
  { readonly status: 'none' | 'ordered' | 'carried-out' },
  ErasureCommand,
  ErasureEvent,
  ErasureRefusal
> = {
  initialState: { status: 'none' },
  decide(command, { status }) {
    switch (command.type) {
      case 'OrderErasure':
        return status === 'none' ? accept({ type: 'ErasureOrdered', data: command.data }) : accept()
      case 'ConfirmErasure':
        if (status === 'none') return refuse('conflict', 'erasure-not-ordered')
        return status === 'ordered'
          ? accept({ type: 'ErasureCarriedOut', data: command.data })
          : accept()
      default:
        return unreachable(command)
    }
  },
  evolve: (_state, { type }) => ({
    status: type === 'ErasureOrdered' ? 'ordered' : 'carried-out',
  }),
}

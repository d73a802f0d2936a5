import { accept, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Event, Instant } from '@careloom/event-sourcing'
import type { PeerWorkerId } from '../ids.ts'
import type { CandidateFacts } from './facts.ts'
import { canonicalText } from './replay.ts'

/** What matching knew of a peer worker and since when: folded up to a position, it is the pool of a past ranking. */
export type PeerFactsCommand =
  | Command<'RecordPeerFacts', { readonly facts: CandidateFacts; readonly recordedAt: Instant }>
  | Command<
      'WithdrawPeerFacts',
      { readonly peerWorkerId: PeerWorkerId; readonly withdrawnAt: Instant }
    >

export type PeerFactsEvent =
  /** Something that matching may use has changed. */
  | Event<'PeerFactsRecorded', { readonly facts: CandidateFacts; readonly recordedAt: Instant }>
  /** The peer worker left, or may no longer be looked at. */
  | Event<
      'PeerFactsWithdrawn',
      { readonly peerWorkerId: PeerWorkerId; readonly withdrawnAt: Instant }
    >

export type PeerFacts = { readonly facts: CandidateFacts | null }

/** Nothing is refused: facts are somebody else's decision. Equal facts record nothing. */
export const peerFactsDecider: Decider<PeerFacts, PeerFactsCommand, PeerFactsEvent, never> = {
  initialState: { facts: null },

  decide(command, state) {
    switch (command.type) {
      case 'RecordPeerFacts':
        return canonicalText(command.data.facts) === canonicalText(state.facts)
          ? accept<PeerFactsEvent>()
          : accept<PeerFactsEvent>({ type: 'PeerFactsRecorded', data: command.data })
      case 'WithdrawPeerFacts':
        return state.facts === null
          ? accept<PeerFactsEvent>()
          : accept<PeerFactsEvent>({ type: 'PeerFactsWithdrawn', data: command.data })
      default:
        return unreachable(command)
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'PeerFactsRecorded':
        return { facts: event.data.facts }
      case 'PeerFactsWithdrawn':
        return { facts: null }
      default:
        return unreachable(event)
    }
  },
}

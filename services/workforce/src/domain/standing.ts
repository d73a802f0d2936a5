import {
  accept,
  type CalendarDay,
  type Command,
  type Decider,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { PeerWorkerId } from './ids.ts'

type Assessment = {
  readonly peerWorkerId: PeerWorkerId
  readonly jurisdiction: string
  readonly isGood: boolean
  readonly goodUntil?: CalendarDay | undefined
  readonly crisisModuleGoodUntil?: CalendarDay | undefined
  readonly isGovernmentCertified: boolean
  readonly assessedAt: Instant
}

/** What a passport came to under a jurisdiction's rules of the day; what others need to know of it, and no more. */
export type StandingEvent = Event<'StandingAssessed', Assessment>
export type StandingCommand = Command<'AssessStanding', Assessment>

type Standings = ReadonlyMap<string, string>

/** Records an assessment only when it differs from the last one of its jurisdiction. */
export const standingDecider: Decider<Standings, StandingCommand, StandingEvent, never> = {
  initialState: new Map(),
  decide: ({ data }, state) =>
    state.get(data.jurisdiction) === essence(data)
      ? accept()
      : accept({ type: 'StandingAssessed', data }),
  evolve: (state, { data }) => new Map(state).set(data.jurisdiction, essence(data)),
}

function essence({
  isGood,
  goodUntil,
  crisisModuleGoodUntil,
  isGovernmentCertified,
}: Assessment): string {
  return JSON.stringify([isGood, goodUntil, crisisModuleGoodUntil, isGovernmentCertified])
}

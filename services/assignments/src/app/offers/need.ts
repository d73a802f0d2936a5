import type { Clock, NewId, Refusal } from '@careloom/event-sourcing'
import type { AssignmentsCommands } from '../commands.ts'
import type { Referrals } from '../ports.ts'
import type { Rankings } from '../rankings.ts'

export type Hours = { readonly personOfferHours: number; readonly peerOfferHours: number }
export type Refused = { readonly ok: false; readonly refusal: Refusal }

export type OffersNeed = {
  readonly commands: AssignmentsCommands
  readonly rankings: Rankings
  readonly referrals: Referrals
  readonly clock: Clock
  readonly newId: NewId
  readonly hours: Hours
}

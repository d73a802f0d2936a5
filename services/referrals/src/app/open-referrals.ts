import {
  Claims,
  commandHandler,
  fold,
  readUnlessErased,
  refuse,
  type ClaimEvent,
  type ClaimsLapsed,
  type Clock,
  type EventStore,
  type HandleCommand,
  type Needs,
  type Outcome,
} from '@careloom/event-sourcing'
import { referralDecider } from '../domain/referral.ts'
import type {
  ReferralCommand,
  ReferralEvent,
  ReferralRefusal,
  Request,
} from '../domain/referral-events.ts'
import { isOver } from '../domain/referral-state.ts'
import type { Consents, Programs } from './ports.ts'

type Refusals = ReferralRefusal | 'referral-open-already'
export type ReferralOutcome = Outcome<ReferralEvent> & { readonly existed?: boolean }

export type ReferralCommandsNeed = {
  readonly store: EventStore<ReferralEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly lapses: EventStore<ClaimsLapsed>
  readonly clock: Clock
  readonly consents: Consents
  readonly programs: Programs
  readonly hashed: (kind: string, naturalKey: string) => string
}

/** Of whom one referral may be open at a time. */
type OneAtATime = Pick<Request, 'personId' | 'programId' | 'referrerOrganizationId'>

/** The streams of referrals; one of the same person, programme and referrer is open at a time. */
export type OpenReferrals = ReferralCommandsNeed & {
  /** Refused as `referral-open-already`, naming it, where another one is open. */
  readonly handle: HandleCommand<ReferralCommand, ReferralEvent, Refusals>
  /** What was asked, as it stands in the log; undefined when there is none, or its person was erased. */
  requestOf(referralId: string): Promise<Requested | undefined>
}
type Requested = Extract<
  Awaited<ReturnType<EventStore<ReferralEvent>['read']>>[number],
  { type: 'ReferralRequested' }
>

const referralPrefix = 'referral-'
export const referralStream = (referralId: string): string => `${referralPrefix}${referralId}`

export function openReferrals(need: ReferralCommandsNeed): OpenReferrals {
  const claims = new Claims<ReferralEvent, OneAtATime>({
    claims: need.claimStore,
    claimStream: ({ personId, programId, referrerOrganizationId }) =>
      `claim-open-referral-${need.hashed('open-referral', `${personId} ${programId} ${referrerOrganizationId}`)}`,
    owners: need.store,
    lapses: need.lapses,
    ownerStream: referralStream,
    has: isOpen,
  })
  const requestOf = async (referralId: string) =>
    (await readUnlessErased(need.store, referralStream(referralId)))?.find(
      (event) => event.type === 'ReferralRequested',
    )
  /** What is asked, or asked anew, must be the only one that is open. */
  const only: Needs<ReferralEvent, Refusals> = async (events, { stream, revision }, metadata) => {
    const id = stream.slice(referralPrefix.length)
    const asked = events.find(
      ({ type }) => type === 'ReferralRequested' || type === 'ReferralReopened',
    )
    if (asked === undefined) return undefined
    const about = asked.type === 'ReferralRequested' ? asked : await requestOf(id)
    const keys = about === undefined ? [] : [about.data]
    const referralId = await claims.take(keys, { id, revision, metadata })
    return referralId === undefined
      ? undefined
      : refuse('conflict', 'referral-open-already', { referralId })
  }
  return {
    ...need,
    handle: commandHandler(referralDecider, need.store, { needs: only }),
    requestOf,
  }
}

function isOpen(history: readonly ReferralEvent[]): boolean {
  const { status } = fold(referralDecider, history)
  return status !== 'none' && !isOver(status)
}

import {
  claims,
  commandHandler,
  fold,
  refuse,
  type CallMetadata,
  type ClaimEvent,
  type Clock,
  type EventStore,
  type HandleCommand,
  type Outcome,
  type Refusal,
} from '@careloom/event-sourcing'
import type { ReferralId } from '../domain/ids.ts'
import { referralDecider } from '../domain/referral.ts'
import type {
  ReferralCommand,
  ReferralEvent,
  ReferralRefusal,
  Request,
} from '../domain/referral-events.ts'
import { isOver } from '../domain/referral-state.ts'
import type { Consents, Programs } from './ports.ts'

export type ReferralOutcome =
  | (Outcome<ReferralEvent, ReferralRefusal> & { readonly existed?: boolean })
  | { readonly ok: false; readonly refusal: Refusal }

export type ReferralCommandsNeed = {
  readonly store: EventStore<ReferralEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly clock: Clock
  readonly consents: Consents
  readonly programs: Programs
  readonly hashed: (kind: string, naturalKey: string) => string
}

/** Of whom one referral may be open at a time. */
type OneAtATime = Pick<Request, 'personId' | 'programId' | 'referrerOrganizationId'>
type Made = { readonly ok: true; readonly value: undefined }

/** The streams of referrals, and the claims that keep one of the same person, programme and referrer open at a time. */
export type OpenReferrals = ReferralCommandsNeed & {
  readonly handle: HandleCommand<ReferralCommand, ReferralEvent, ReferralRefusal>
  readonly claim: ReturnType<typeof claims>
  claimOf(about: OneAtATime): string
  /** What was asked, as it stands in the log; undefined when there is none. */
  requestOf(referralId: string): Promise<Requested | undefined>
  isOpen(referralId: string): Promise<boolean>
  /** Whether an id holds its claim rightly. */
  holds(referralId: string): Promise<Made | { readonly ok: false; readonly refusal: Refusal }>
}
type Requested = Extract<
  Awaited<ReturnType<EventStore<ReferralEvent>['read']>>[number],
  { type: 'ReferralRequested' }
>

export const referralStream = (referralId: string): string => `referral-${referralId}`

export function openReferrals(need: ReferralCommandsNeed): OpenReferrals {
  const isOpen = async (referralId: string) => {
    const history: readonly ReferralEvent[] = await need.store.read(referralStream(referralId))
    const { status } = fold(referralDecider, history)
    return status !== 'none' && !isOver(status)
  }
  return {
    ...need,
    handle: commandHandler(referralDecider, need.store),
    claim: claims(need.claimStore),
    claimOf: ({ personId, programId, referrerOrganizationId }) =>
      `claim-open-referral-${need.hashed('open-referral', `${personId} ${programId} ${referrerOrganizationId}`)}`,
    async requestOf(referralId) {
      const [first] = await need.store.read(referralStream(referralId))
      return first?.type === 'ReferralRequested' ? first : undefined
    },
    isOpen,
    holds: async (referralId) =>
      (await isOpen(referralId))
        ? { ok: true, value: undefined }
        : refuse('not-found', 'referral-not-found'),
  }
}

/** Lets the next referral of the same person to the same programme in, unless this one is open. */
export async function freeClaim(
  { claim, claimOf, isOpen, holds }: OpenReferrals,
  request: Request,
  metadata: CallMetadata,
): Promise<void> {
  const { referralId } = request
  await claim.free(claimOf(request), referralId, metadata)
  // Reopened while its claim was being freed: it takes the claim again.
  if (await isOpen(referralId))
    await claim.createOnce(claimOf(request), referralId, metadata, holds)
}

export function openAlready(referralId: ReferralId | string): ReferralOutcome {
  return refuse('conflict', 'referral-open-already', { referralId })
}

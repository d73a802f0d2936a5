import { projection, unchanged, type Instant } from '@careloom/event-sourcing'
import { isOver, statusAfter } from '../../domain/referral-state.ts'
import type { ReferralEvent } from '../../domain/referral-events.ts'

type Moving = keyof typeof statusAfter
export type Move = { readonly type: Moving; readonly at: Instant; readonly position: number }

/** How a referral came to where it is, step by step: for figures of how long people wait. */
export type ReferralMoves = {
  readonly personId: string
  /** Oldest first; never empty. */
  readonly moves: readonly Move[]
}

export const referralMoves = projection<ReferralEvent, ReferralMoves>({
  name: 'referral-moves',
  version: 1,
  key: ({ referralId }) => referralId,
  person: ({ personId }) => personId,
  on: {
    ReferralRequested: (_row, { personId, requestedAt }, { type, position }) => ({
      personId,
      moves: [{ type, at: requestedAt, position }],
    }),
    InformationRequested: moved,
    InformationProvided: moved,
    ReferralAccepted: moved,
    ReferralRejected: moved,
    ReferralWaitlisted: moved,
    ReferralMatched: moved,
    ReferralStarted: moved,
    ReferralDeclined: moved,
    CancellationRequested: moved,
    ReferralCancelled: moved,
    ReferralCompleted: moved,
    ReferralEndedUnable: moved,
    ReferralExpired: moved,
    ReferralReopened: moved,
    FirstContactMade: unchanged,
    FirstContactOverdue: unchanged,
    ReferralEscalated: unchanged,
  },
  indexes: { open: ({ moves }) => moves.slice(-1).flatMap(openSince) },
})

/** Of those that are open, by where they are and since when. */
function openSince({ type, at }: Move): readonly string[] {
  const status = statusAfter[type]
  return isOver(status) ? [] : [`${status} ${at}`]
}

function moved(
  row: ReferralMoves | undefined,
  { at }: { readonly at: Instant },
  { type, position }: Pick<Move, 'type' | 'position'>,
): ReferralMoves | undefined {
  return row && { ...row, moves: [...row.moves, { type, at, position }] }
}

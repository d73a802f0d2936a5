import { fold, refuse, type CallMetadata } from '@careloom/event-sourcing'
import { parseOfferId, type PeerWorkerId, type ReferralId } from '../../domain/ids.ts'
import { matchingCaseDecider } from '../../domain/matching-case.ts'
import type { MatchingCase } from '../../domain/matching-case-state.ts'
import type { CaseOutcome } from '../commands.ts'
import { openingOf, setAsideIn, type Ranked } from '../rankings.ts'
import type { OffersNeed, Refused } from './need.ts'

/** The state of a case, opened first if the referral has none yet; refused when the referral is unknown or over. */
async function caseFor(
  { commands, referrals }: OffersNeed,
  referralId: ReferralId,
  metadata: CallMetadata,
): Promise<MatchingCase | Refused> {
  const known = fold(matchingCaseDecider, await commands.caseHistory(referralId))
  if (known.status !== 'none') return known
  const referral = await referrals.find(referralId, metadata)
  if (referral === undefined) return refuse('not-found', 'referral-not-found')
  if (referral.isOver) return refuse('conflict', 'referral-is-over')
  const causationId = `${metadata.causationId}:open`
  const opened = await commands.openCase(openingOf(referral), { ...metadata, causationId })
  return opened.ok ? fold(matchingCaseDecider, await commands.caseHistory(referralId)) : opened
}

export async function rankFor(
  need: OffersNeed,
  referralId: ReferralId,
  metadata: CallMetadata,
): Promise<Ranked | Refused> {
  const state = await caseFor(need, referralId, metadata)
  if ('ok' in state) return state
  return state.status === 'none'
    ? refuse('not-found', 'case-not-open')
    : need.rankings.rankFor(state.opening, setAsideIn(state))
}

/** Puts one to three profiles before the person, with the ranking that they were chosen from. */
export async function sendOffers(
  need: OffersNeed,
  referralId: ReferralId,
  peerWorkerIds: readonly PeerWorkerId[],
  metadata: CallMetadata,
): Promise<CaseOutcome> {
  const { commands, rankings, clock, newId, hours } = need
  const ranked = await rankFor(need, referralId, metadata)
  if ('ok' in ranked) return ranked
  const ranking = { type: 'RecordRanking', data: rankings.recordOf(referralId, ranked) } as const
  const kept = await commands.onCase(referralId, () => ranking, {
    ...metadata,
    causationId: `${metadata.causationId}:ranking`,
  })
  if (!kept.ok) return kept
  const allowed = new Set(ranked.ranking.ranked.map(({ peerWorkerId }) => peerWorkerId))
  const data = {
    referralId,
    offerId: parseOfferId(newId()),
    peerWorkerIds,
    forbidden: peerWorkerIds.filter((id) => !allowed.has(id)),
    offeredAt: clock(),
    validHours: hours.personOfferHours,
  }
  return commands.onCase(referralId, () => ({ type: 'OfferPeers', data }), metadata)
}

export async function placeOnWaitlist(
  need: OffersNeed,
  referralId: ReferralId,
  metadata: CallMetadata,
): Promise<CaseOutcome> {
  const state = await caseFor(need, referralId, metadata)
  if ('ok' in state) return state
  const data = { referralId, waitlistedAt: need.clock() }
  return need.commands.onCase(referralId, () => ({ type: 'WaitlistCase', data }), metadata)
}

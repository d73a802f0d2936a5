import type {
  AssignmentView,
  ChoiceView,
  FairnessCell,
  MatchingCaseView,
  OfferView,
  ProgramCapacity as CapacityView,
  RankingView,
  WaitlistProposal as ProposalView,
} from '@careloom/proto/assignments'
import type { ProgramCapacity } from '../../app/capacity.ts'
import type { AssignmentRow } from '../../app/projections/assignment-list.ts'
import type { CaseRow } from '../../app/projections/case-list.ts'
import type { AskedOffer, Choice } from '../../app/queries.ts'
import type { WaitlistProposal } from '../../app/waitlist.ts'
import { explain } from '../../domain/matching/explain.ts'
import type { FairnessCell as CountedCell } from '../../domain/matching/fairness.ts'
import type { Ranking } from '../../domain/matching/rank.ts'
import type { PeerWorkerId } from '../../domain/ids.ts'
import { reasonsForCoordinator, wireReasons } from './reasons.ts'
import { workingHours } from './working-hours.ts'

export function rankingView(ranking: Ranking, row: CaseRow | undefined): RankingView {
  const reasonsOf = (id: PeerWorkerId) => {
    const candidate = ranking.pool.candidates[ranking.pool.indexOf.get(id) ?? -1]
    return reasonsForCoordinator(explain(ranking, id, 'coordinator')?.reasons ?? [], candidate)
  }
  return {
    ranked: ranking.ranked.map(({ peerWorkerId }) => ({
      peerWorkerId,
      reasons: reasonsOf(peerWorkerId),
      offer: row?.offers[peerWorkerId],
    })),
    notProposed: ranking.notProposed.map(({ peerWorkerId }) => ({
      peerWorkerId,
      reasons: reasonsOf(peerWorkerId),
    })),
    weightsVersion: ranking.version,
  }
}

const statusWords = {
  searching: 'open',
  choosing: 'choosing',
  'asking-peer': 'asking-peer',
  'peer-accepted': 'starting',
  waitlisted: 'waitlisted',
} as const
const outcomeWords = {
  matched: 'matched',
  'person-declined': 'declined',
  'referral-closed': 'closed',
} as const

export function caseView({ state }: CaseRow): MatchingCaseView {
  const { referralId, personId, programId } = state.opening
  const status = state.status === 'closed' ? outcomeWords[state.outcome] : statusWords[state.status]
  const isOffered = 'offer' in state
  const isAsked = 'peerOffer' in state
  return {
    referralId,
    personId,
    programId,
    status,
    offeredPeerWorkerIds: isOffered ? [...state.offer.peerWorkerIds] : [],
    chosenPeerWorkerId: isAsked ? state.peerOffer.peerWorkerId : undefined,
    answerBy:
      state.status === 'choosing'
        ? state.offer.expiresAt
        : state.status === 'asking-peer'
          ? state.peerOffer.expiresAt
          : undefined,
    assignmentId: state.status === 'closed' ? state.assignmentId : undefined,
    passedOver: state.passedOver !== undefined,
  }
}

export function choiceView({ row: { state }, offer, inCommon, schedules }: Choice): ChoiceView {
  const { referralId, programId } = state.opening
  const peers = offer.peerWorkerIds.map((peerWorkerId) => ({
    peerWorkerId,
    inCommon: wireReasons(inCommon.get(peerWorkerId) ?? []),
    when: workingHours(schedules.get(peerWorkerId) ?? [], 'en'),
    whenEs: workingHours(schedules.get(peerWorkerId) ?? [], 'es'),
  }))
  return { referralId, programId, answerBy: offer.expiresAt, peers }
}

export function offerView({ row: { state }, peerOffer, reasons }: AskedOffer): OfferView {
  const { referralId, programId, preferredLanguage } = state.opening
  const shared = reasons.find(({ code }) => code === 'shared-facets')
  return {
    referralId,
    programId,
    reasons: wireReasons(reasons),
    sharedExperiences: shared !== undefined && 'count' in shared ? shared.count : 0,
    answerBy: peerOffer.expiresAt,
    preferredLanguage,
  }
}

/** The row, without what stays between the two and the programme. */
export function assignmentView({
  reservationId: _reservation,
  roleCharter: _charter,
  part2: _part2,
  boundaryAgreement: { contactHours, channels },
  ...row
}: AssignmentRow): AssignmentView {
  return { ...row, boundaryAgreement: { contactHours, channels: [...channels] } }
}

export function capacityView(capacity: ProgramCapacity): CapacityView {
  return { ...capacity }
}

export function proposalView({ pairs, unplaced, fairness }: WaitlistProposal): ProposalView {
  const cell = ({ part, people, proposed }: CountedCell): FairnessCell => ({
    group: part,
    waiting: people,
    placed: proposed,
  })
  return {
    pairs: pairs.map((pair) => ({ ...pair })),
    unplacedReferralIds: [...unplaced],
    fairness: [...fairness.byWait, ...fairness.byGroup].map(cell),
  }
}

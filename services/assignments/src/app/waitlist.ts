import type { Clock, ReadModel } from '@careloom/event-sourcing'
import type { OrganizationId, PeerWorkerId, ReferralId } from '../domain/ids.ts'
import { assignOptimally, waitingCostFor } from '../domain/matching/assign-optimally.ts'
import { fairnessReport, type FairnessReport } from '../domain/matching/fairness.ts'
import type { CandidateFacts } from '../domain/matching/facts.ts'
import type { Ranking } from '../domain/matching/rank.ts'
import type { CaseRow } from './projections/case-list.ts'
import { daysBetween, setAsideIn, type Rankings } from './rankings.ts'

export type WaitlistProposal = {
  readonly pairs: readonly {
    readonly referralId: ReferralId
    readonly peerWorkerId: PeerWorkerId
  }[]
  readonly unplaced: readonly ReferralId[]
  readonly fairness: FairnessReport
}

/** Above every score there is: the best fit costs least. */
const costOfNoFit = 2 ** 20
const maxWaiting = 10_000

/**
 * The optimal assignment over everyone on an organization's waitlist, among the peers of the programmes that they wait
 * for: as many as possible get a peer, then who waited longest, then the best fit. A peer of two programmes has their
 * places once. Decides nothing.
 */
export async function proposeWaitlist(
  organizationId: OrganizationId,
  cases: ReadModel<CaseRow>,
  rankings: Rankings,
  clock: Clock,
): Promise<WaitlistProposal> {
  const now = clock()
  const waiting = await cases.find({
    index: 'waitlisted',
    from: `${organizationId} `,
    to: `${organizationId} ~`,
    limit: maxWaiting,
  })
  const people = await Promise.all(
    waiting.map(async ({ row: { state } }) => ({
      referralId: state.opening.referralId,
      waitedDays: Math.floor(daysBetween(state.opening.openedAt, now)),
      ranked: await rankings.rankFor(state.opening, setAsideIn(state)),
    })),
  )
  const peers = peersOf(people.map(({ ranked }) => ranked.ranking))
  const peerOf = solve(
    peers,
    people.map(({ ranked }) => ranked.ranking),
    people.map(({ waitedDays }) => waitedDays),
  )
  const found = people.map(({ referralId }, person) => ({
    referralId,
    peerWorkerId: peers[peerOf[person] ?? -1]?.peerWorkerId,
  }))
  return {
    pairs: found.flatMap(({ referralId, peerWorkerId }) =>
      peerWorkerId === undefined ? [] : { referralId, peerWorkerId },
    ),
    unplaced: found.flatMap(({ referralId, peerWorkerId }) =>
      peerWorkerId === undefined ? referralId : [],
    ),
    fairness: fairnessReport(
      people.map(({ waitedDays }, person) => ({
        waitedDays,
        proposed: found[person]?.peerWorkerId !== undefined,
      })),
    ),
  }
}

/** Everybody who serves one of the programmes that people wait for, in the order of their ids. */
function peersOf(rankings: readonly Ranking[]): readonly CandidateFacts[] {
  const peers = new Map<PeerWorkerId, CandidateFacts>()
  for (const { pool } of new Map(rankings.map((ranking) => [ranking.pool, ranking])).values())
    for (const candidate of pool.candidates) peers.set(candidate.peerWorkerId, candidate)
  return [...peers.values()].sort((a, b) => (a.peerWorkerId < b.peerWorkerId ? -1 : 1))
}

function solve(
  candidates: readonly CandidateFacts[],
  rankings: readonly Ranking[],
  waitedDays: readonly number[],
): Int32Array {
  const peers = candidates.length
  const indexOf = new Map(candidates.map(({ peerWorkerId }, index) => [peerWorkerId, index]))
  const costs = new Float64Array(rankings.length * peers).fill(Infinity)
  rankings.forEach(({ ranked }, person) => {
    for (const { peerWorkerId, score } of ranked) {
      const peer = indexOf.get(peerWorkerId)
      if (peer !== undefined) costs[person * peers + peer] = costOfNoFit - score
    }
  })
  const places = Int32Array.from(candidates, ({ caseloadLimit, caseloadTaken, canTakeMore }) => {
    const free = Math.max(0, caseloadLimit - caseloadTaken)
    return Math.min(free, canTakeMore ?? free)
  })
  const problem = { people: rankings.length, peers, costs, places }
  const base = waitingCostFor(problem)
  const waitingCosts = Float64Array.from(waitedDays, (days) => base * (1 + days))
  return assignOptimally({ ...problem, waitingCosts }).peerOf
}

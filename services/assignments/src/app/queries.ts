import {
  NotCaughtUp,
  type Clock,
  type Days,
  type Instant,
  type ReadModel,
} from '@careloom/event-sourcing'
import type { OrganizationId, PeerWorkerId, PersonId } from '../domain/ids.ts'
import { capacity, type ProgramCapacity } from './capacity.ts'
import { explain, type Reader, type Reason } from '../domain/matching/explain.ts'
import type { WeeklySpan } from '../domain/matching/facts.ts'
import type { PeerOffer, PersonOffer } from '../domain/matching-case-state.ts'
import type { Candidates } from './candidates.ts'
import type { Programs } from './ports.ts'
import { caseloadFactsOf, type CandidateRow } from './projections/candidates.ts'
import type { AssignmentRow } from './projections/assignment-list.ts'
import type { CaseRow } from './projections/case-list.ts'
import { setAsideIn, type Rankings } from './rankings.ts'
import { proposeWaitlist, type WaitlistProposal } from './waitlist.ts'

export type Choice = {
  readonly row: CaseRow
  readonly offer: PersonOffer
  readonly inCommon: ReadonlyMap<PeerWorkerId, readonly Reason[]>
  readonly schedules: ReadonlyMap<PeerWorkerId, readonly WeeklySpan[]>
}
export type AskedOffer = {
  readonly row: CaseRow
  readonly peerOffer: PeerOffer
  readonly reasons: readonly Reason[]
}
export type Load = {
  readonly peerWorkerId: string
  readonly taken: number
  readonly limit: number
  readonly canTakeMore?: number | undefined
  readonly needsLessUntil?: string | undefined
}

export type AssignmentsQueries = {
  caseOf(referralId: string, afterPosition: number): Promise<CaseRow | undefined>
  assignment(assignmentId: string, afterPosition: number): Promise<AssignmentRow | undefined>
  /** The newest first. */
  assignmentsOf(by: 'person' | 'peer', id: string): Promise<readonly AssignmentRow[]>
  choicesOf(personId: PersonId): Promise<readonly Choice[]>
  offersTo(peerWorkerId: PeerWorkerId): Promise<readonly AskedOffer[]>
  loadsOf(organizationId: OrganizationId): Promise<readonly Load[]>
  capacity(): Promise<readonly ProgramCapacity[]>
  waitlist(organizationId: OrganizationId): Promise<WaitlistProposal>
  /** Resolves when everything up to a position of the own log can be read here; gives up quietly after two seconds. */
  seen(position: number): Promise<void>
}

export type QueriesNeed = {
  readonly cases: ReadModel<CaseRow>
  readonly assignments: ReadModel<AssignmentRow>
  readonly candidates: Candidates
  readonly rankings: Rankings
  readonly programs: Programs
  readonly clock: Clock
  readonly days: Days
}

const most = 500

export function assignmentsQueries(need: QueriesNeed): AssignmentsQueries {
  const { cases, assignments, candidates, rankings, programs, clock } = need
  return {
    caseOf: (referralId, afterPosition) => rowAt(cases, referralId, afterPosition),
    assignment: (assignmentId, afterPosition) => rowAt(assignments, assignmentId, afterPosition),
    assignmentsOf: (by, id) => newestFirst(assignments, by, id),
    choicesOf: (personId) => choicesOf(personId, need),
    offersTo: (peerWorkerId) => offersTo(peerWorkerId, need),
    loadsOf: (organizationId) => loadsOf(organizationId, need),
    capacity: () => capacity(candidates, cases, clock, programs),
    waitlist: (organizationId) => proposeWaitlist(organizationId, cases, rankings, clock),
    seen: (position) => seen(position, need),
  }
}

async function rowAt<Row>(
  rows: ReadModel<Row>,
  key: string,
  afterPosition: number,
): Promise<Row | undefined> {
  if (afterPosition > 0) await rows.reached(afterPosition)
  return rows.get(key)
}

async function newestFirst(
  assignments: ReadModel<AssignmentRow>,
  by: 'person' | 'peer',
  id: string,
): Promise<readonly AssignmentRow[]> {
  const found = await assignments.find({ index: by, from: id, to: id, limit: most })
  return found.map(({ row }) => row).sort((a, b) => b.startedPosition - a.startedPosition)
}

async function choicesOf(personId: PersonId, need: QueriesNeed): Promise<readonly Choice[]> {
  const found = await need.cases.find({
    index: 'person',
    from: personId,
    to: personId,
    limit: most,
  })
  const choices: Choice[] = []
  for (const { row } of found)
    if (row.state.status === 'choosing') choices.push(await choice(row, row.state.offer, need))
  return choices
}

async function choice(row: CaseRow, offer: PersonOffer, need: QueriesNeed): Promise<Choice> {
  const { rows } = await need.candidates.now()
  const schedules = new Map(
    rows.flatMap(({ profile }) =>
      profile === undefined ? [] : [[profile.peerWorkerId, profile.schedule] as const],
    ),
  )
  const inCommon = await reasonsFor(row, offer.peerWorkerIds, 'person', need)
  return { row, offer, inCommon, schedules }
}

async function offersTo(
  peerWorkerId: PeerWorkerId,
  need: QueriesNeed,
): Promise<readonly AskedOffer[]> {
  const found = await need.cases.find({
    index: 'asked',
    from: peerWorkerId,
    to: peerWorkerId,
    limit: most,
  })
  const offers: AskedOffer[] = []
  for (const { row } of found)
    if (row.state.status === 'asking-peer') {
      const reasons = await reasonsFor(row, [peerWorkerId], 'peer', need)
      const { peerOffer } = row.state
      offers.push({ row, peerOffer, reasons: reasons.get(peerWorkerId) ?? [] })
    }
  return offers
}

/** Why these peers, as a reader may see it, by what is known now: a facet that was closed is not named any more. */
async function reasonsFor(
  { state }: CaseRow,
  peerWorkerIds: readonly PeerWorkerId[],
  reader: Reader,
  { rankings }: QueriesNeed,
): Promise<Map<PeerWorkerId, readonly Reason[]>> {
  const { ranking, snapshot } = await rankings.rankFor(state.opening, setAsideIn(state))
  return new Map(
    peerWorkerIds.map((id) => {
      const explanation = explain(ranking, id, reader)
      const row = snapshot.rows.find(({ peerWorkerId }) => peerWorkerId === id)
      if (explanation === undefined || (reader === 'person' && !explanation.proposed))
        return [id, []]
      return [
        id,
        reader === 'person' ? openedToPerson(explanation.reasons, row) : explanation.reasons,
      ]
    }),
  )
}

async function loadsOf(
  organizationId: OrganizationId,
  { candidates, clock, days }: QueriesNeed,
): Promise<readonly Load[]> {
  const { rows } = await candidates.now()
  return rows
    .filter(({ profile }) => profile?.organizationId === organizationId)
    .map((row) => loadOf(row, clock(), days))
}

function loadOf(row: CandidateRow, now: Instant, days: Days): Load {
  const { caseloadLimit, caseloadTaken, canTakeMore, needsLessUntil } = caseloadFactsOf(row)
  const isOver = needsLessUntil === undefined || needsLessUntil <= now
  return {
    peerWorkerId: row.peerWorkerId,
    taken: caseloadTaken,
    limit: caseloadLimit,
    canTakeMore,
    needsLessUntil: isOver ? undefined : days.of(needsLessUntil),
  }
}

async function seen(position: number, { cases, assignments }: QueriesNeed): Promise<void> {
  try {
    await Promise.all([cases.reached(position), assignments.reached(position)])
  } catch (error) {
    // What was asked for is recorded; that it cannot be read yet is no reason to say that it failed.
    if (!(error instanceof NotCaughtUp)) throw error
  }
}

/** A facet that the peer opened for matching only is not named to the person. */
function openedToPerson(
  reasons: readonly Reason[],
  row: CandidateRow | undefined,
): readonly Reason[] {
  const open = new Set(row?.profile?.facetsForPerson ?? [])
  return reasons.flatMap((reason): readonly Reason[] => {
    if (reason.code !== 'shared-facets' && reason.code !== 'preferences') return [reason]
    const named = reason.facets.filter((facet) => open.has(facet))
    return named.length === 0 ? [] : [{ code: reason.code, facets: named, count: named.length }]
  })
}

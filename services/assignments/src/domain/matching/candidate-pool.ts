import { modalities } from '@careloom/terminology'
import type { Modality } from '@careloom/terminology'
import type { Instant } from '@careloom/event-sourcing'
import type { PeerWorkerId, PersonId, ProgramId } from '../ids.ts'
import { bitTable, scheduleWords, setSchedule } from './bitset.ts'
import type { BitTable } from './bitset.ts'
import type { CandidateFacts } from './facts.ts'

/**
 * Candidates laid out for ranking: sets as bits, facts as columns of integers, in the order of peer worker id, so that
 * equal candidates always make equal rankings. Made once per change of a fact, used for many rankings.
 */
export type CandidatePool = {
  readonly candidates: readonly CandidateFacts[]
  readonly indexOf: ReadonlyMap<PeerWorkerId, number>
  readonly facets: BitTable
  readonly skills: BitTable
  readonly languages: BitTable
  readonly schedules: Int32Array
  readonly columns: Columns
  /** Every instant named by a fact, sorted; columns hold indexes into it, so that time is compared as integers. */
  readonly instants: readonly Instant[]
  /** Per programme, for each candidate, until when a credential is good: `never` none, `always` no end. */
  readonly goodUntil: ReadonlyMap<ProgramId, Int32Array>
  readonly conflictsWith: ReadonlyMap<PersonId, readonly number[]>
}

type Columns = {
  readonly modalities: Int32Array
  readonly freePlaces: Int32Array
  readonly canTakeMore: Int32Array
  readonly loadFit: Int32Array
  readonly needsLessUntil: Int32Array
  readonly crisisModuleUntil: Int32Array
  readonly supervisionDue: Int32Array
  readonly agesFrom: Int32Array
  readonly agesTo: Int32Array
}

/** Before and after every instant of a pool. */
export const never = -1
const always = 0x7fffffff

/** @returns a pool; of candidates with the same id the last one counts. */
export function poolOf(facts: Iterable<CandidateFacts>): CandidatePool {
  const byId = new Map([...facts].map((candidate) => [candidate.peerWorkerId, candidate]))
  const candidates = [...byId.values()].sort((a, b) => (a.peerWorkerId < b.peerWorkerId ? -1 : 1))
  const instants = instantsOf(candidates)
  const order = new Map(instants.map((instant, index) => [instant, index]))
  return {
    candidates,
    indexOf: new Map(candidates.map(({ peerWorkerId }, index) => [peerWorkerId, index])),
    facets: bitTable(candidates.map(({ openedFacets }) => openedFacets)),
    skills: bitTable(candidates.map(({ skills }) => skills)),
    languages: bitTable(candidates.map(({ languages }) => languages)),
    schedules: scheduleTable(candidates),
    columns: columnsOf(candidates, order),
    instants,
    goodUntil: goodUntilOf(candidates, order),
    conflictsWith: conflictsOf(candidates),
  }
}

export function modalityMask(offered: readonly Modality[]): number {
  return offered.reduce((mask, modality) => mask | (1 << modalities.indexOf(modality)), 0)
}

/** How many instants of the pool are at or before `at`: an index in a column is later than `at` when it is not less. */
export function firstLater(instants: readonly Instant[], at: Instant): number {
  let low = 0
  let high = instants.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] ?? '') <= at) low = middle + 1
    else high = middle
  }
  return low
}

function instantsOf(candidates: readonly CandidateFacts[]): readonly Instant[] {
  const named = candidates.flatMap((candidate) => [
    candidate.crisisModuleCurrentUntil,
    candidate.needsLessUntil,
    candidate.supervisionDueAt,
    ...candidate.credentials.map(({ goodUntil }) => goodUntil),
  ])
  return [...new Set(named.filter((instant) => instant !== undefined))].sort()
}

/** Where each instant stands among all of them. */
type Order = ReadonlyMap<Instant, number>

function columnsOf(candidates: readonly CandidateFacts[], order: Order): Columns {
  const column = (valueOf: (candidate: CandidateFacts) => number): Int32Array =>
    Int32Array.from(candidates, valueOf)
  const indexOf = (instant: Instant | undefined, ifNull: number): number =>
    instant === undefined ? ifNull : (order.get(instant) ?? ifNull)
  return {
    modalities: column((candidate) => modalityMask(candidate.modalities)),
    freePlaces: column(({ caseloadLimit, caseloadTaken }) => caseloadLimit - caseloadTaken),
    canTakeMore: column(({ canTakeMore }) => canTakeMore ?? always),
    loadFit: column(loadFitOf),
    needsLessUntil: column(({ needsLessUntil }) => indexOf(needsLessUntil, never)),
    crisisModuleUntil: column(({ crisisModuleCurrentUntil }) =>
      indexOf(crisisModuleCurrentUntil, never),
    ),
    supervisionDue: column(({ supervisionDueAt }) => indexOf(supervisionDueAt, always)),
    agesFrom: column(({ servesAgesFrom }) => servesAgesFrom),
    agesTo: column(({ servesAgesTo }) => servesAgesTo),
  }
}

/** Thousandths of the caseload limit that are free. */
function loadFitOf({ caseloadLimit, caseloadTaken }: CandidateFacts): number {
  if (caseloadLimit <= 0) return 0
  return Math.floor((Math.max(0, caseloadLimit - caseloadTaken) * 1_000) / caseloadLimit)
}

function scheduleTable(candidates: readonly CandidateFacts[]): Int32Array {
  const schedules = new Int32Array(candidates.length * scheduleWords)
  candidates.forEach(({ schedule }, index) =>
    setSchedule(schedules, index * scheduleWords, schedule),
  )
  return schedules
}

function goodUntilOf(
  candidates: readonly CandidateFacts[],
  order: Order,
): Map<ProgramId, Int32Array> {
  const table = new Map<ProgramId, Int32Array>()
  candidates.forEach(({ credentials }, index) => {
    for (const { programId, goodUntil } of credentials) {
      const column = table.get(programId) ?? new Int32Array(candidates.length).fill(never)
      const until = goodUntil === undefined ? always : (order.get(goodUntil) ?? never)
      column[index] = Math.max(until, column[index] ?? never)
      table.set(programId, column)
    }
  })
  return table
}

function conflictsOf(candidates: readonly CandidateFacts[]): Map<PersonId, number[]> {
  const table = new Map<PersonId, number[]>()
  candidates.forEach(({ conflicts }, index) => {
    for (const personId of conflicts) {
      const indexes = table.get(personId) ?? []
      indexes.push(index)
      table.set(personId, indexes)
    }
  })
  return table
}

import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import type { ProgramId } from '../ids.ts'
import { scheduleWords, setBits, setSchedule } from './bitset.ts'
import type { BitTable } from './bitset.ts'
import type { SeekerFacts } from './facts.ts'
import { firstLater, modalityMask, never } from './candidate-pool.ts'
import type { CandidatePool } from './candidate-pool.ts'

/** A person's facts laid out against one pool, at one instant. */
export type Query = {
  readonly seeker: SeekerFacts
  /** Places of the pool's instants from here on are later than the instant asked about. */
  readonly later: number
  readonly age: number | null
  readonly goodUntil: Int32Array
  readonly facets: Int32Array
  readonly preferredFacets: Int32Array
  readonly skills: Int32Array
  readonly languages: Int32Array
  readonly schedule: Int32Array
  /** The words of the schedule that are not empty: mostly two of eleven, or none. */
  readonly scheduleAt: readonly number[]
  readonly modalities: number
  /** Per candidate: a conflict on either side, or set aside. */
  readonly conflict: Uint8Array
  readonly setAside: Uint8Array
  readonly earlier: Uint8Array
}

export function queryOf(seeker: SeekerFacts, pool: CandidatePool, at: Instant): Query {
  const schedule = new Int32Array(scheduleWords)
  setSchedule(schedule, 0, seeker.schedule)
  const conflict = marks(pool, seeker.conflicts)
  for (const index of pool.conflictsWith.get(seeker.personId) ?? []) conflict[index] = 1
  return {
    seeker,
    later: firstLater(pool.instants, at),
    age: seeker.bornOn === null ? null : ageOn(seeker.bornOn, at),
    goodUntil: goodUntilFor(seeker.programId, pool),
    facets: bitsFor(pool.facets, seeker.openedFacets),
    preferredFacets: bitsFor(pool.facets, seeker.preferredFacets),
    skills: bitsFor(pool.skills, seeker.wantedSkills),
    languages: bitsFor(pool.languages, seeker.languages),
    schedule,
    scheduleAt: [...schedule.keys()].filter((word) => schedule[word] !== 0),
    modalities: modalityMask(seeker.modalities),
    conflict,
    setAside: marks(pool, seeker.setAside),
    earlier: marks(pool, seeker.earlierPeers),
  }
}

/** Completed years of life on the (UTC) day of an instant. */
function ageOn(bornOn: CalendarDay, at: Instant): number {
  const years = Number(at.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return at.slice(5, 10) < bornOn.slice(5) ? years - 1 : years
}

function goodUntilFor(programId: ProgramId, pool: CandidatePool): Int32Array {
  return pool.goodUntil.get(programId) ?? new Int32Array(pool.candidates.length).fill(never)
}

function bitsFor({ vocabulary }: BitTable, texts: readonly string[]): Int32Array {
  const bits = new Int32Array(vocabulary.words)
  setBits(bits, 0, vocabulary, texts)
  return bits
}

function marks(pool: CandidatePool, ids: SeekerFacts['conflicts']): Uint8Array {
  const marked = new Uint8Array(pool.candidates.length)
  for (const id of ids) {
    const index = pool.indexOf.get(id)
    if (index !== undefined) marked[index] = 1
  }
  return marked
}

import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import type { ProgramId } from '../ids.ts'
import { scheduleWords, setBits, setSchedule } from './bitset.ts'
import type { BitTable } from './bitset.ts'
import type { PersonFacts } from './facts.ts'
import { firstLater, modalityMask, never } from './candidate-pool.ts'
import type { CandidatePool } from './candidate-pool.ts'

/** A person's facts laid out against one pool, at one instant. */
export type Query = {
  readonly person: PersonFacts
  /** The pool's instants from this index on are later than the instant asked about. */
  readonly later: number
  readonly age?: number | undefined
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

export function queryOf(person: PersonFacts, pool: CandidatePool, at: Instant): Query {
  const schedule = new Int32Array(scheduleWords)
  setSchedule(schedule, 0, person.schedule)
  const conflict = marks(pool, person.conflicts)
  for (const index of pool.conflictsWith.get(person.personId) ?? []) conflict[index] = 1
  return {
    person,
    later: firstLater(pool.instants, at),
    age: person.bornOn === undefined ? undefined : ageOn(person.bornOn, at),
    goodUntil: goodUntilFor(person.programId, pool),
    facets: bitsFor(pool.facets, person.openedFacets),
    preferredFacets: bitsFor(pool.facets, person.preferredFacets),
    skills: bitsFor(pool.skills, person.wantedSkills),
    languages: bitsFor(pool.languages, person.languages),
    schedule,
    scheduleAt: [...schedule.keys()].filter((word) => schedule[word] !== 0),
    modalities: modalityMask(person.modalities),
    conflict,
    setAside: marks(pool, person.setAside),
    earlier: marks(pool, person.earlierPeers),
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

function marks(pool: CandidatePool, ids: PersonFacts['conflicts']): Uint8Array {
  const marked = new Uint8Array(pool.candidates.length)
  for (const id of ids) {
    const index = pool.indexOf.get(id)
    if (index !== undefined) marked[index] = 1
  }
  return marked
}

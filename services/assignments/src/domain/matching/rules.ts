import { commonTexts } from './bitset.ts'
import type { CandidateFacts, GridPoint, PersonFacts } from './facts.ts'
import type { CandidatePool } from './candidate-pool.ts'
import { modalityMask } from './candidate-pool.ts'
import type { Query } from './query.ts'
import { ruleBit } from './reasons.ts'
import type { RuleMask } from './reasons.ts'

const credential = ruleBit('credential-not-good-for-programme')
const crisisModule = ruleBit('crisis-module-not-current')
const caseloadFull = ruleBit('caseload-full')
const notAvailable = ruleBit('not-available')
const noSharedLanguage = ruleBit('no-shared-language')
const outOfReach = ruleBit('out-of-reach')
const conflict = ruleBit('conflict')
const ageRule = ruleBit('age-rule')
const supervisionOverdue = ruleBit('supervision-overdue')
const setAside = ruleBit('set-aside')

const inPerson = modalityMask(['in-person'])

/**
 * Every rule that forbids a candidate, not only the first: 0 means may be proposed. What is not known forbids nothing,
 * except a credential and a crisis module, which must be shown.
 */
export function brokenRules(query: Query, pool: CandidatePool, index: number): RuleMask {
  const { person, later } = query
  const { columns } = pool
  const weight = person.caseloadWeight
  let mask: RuleMask = 0
  if (query.goodUntil[index]! < later) mask |= credential
  if (columns.crisisModuleUntil[index]! < later) mask |= crisisModule
  if (columns.freePlaces[index]! < weight) mask |= caseloadFull
  if (columns.needsLessUntil[index]! >= later || columns.canTakeMore[index]! < weight)
    mask |= notAvailable
  if (!canTalk(query, pool, index)) mask |= noSharedLanguage
  if (!canMeet(query, pool, index)) mask |= outOfReach
  if (query.conflict[index] === 1) mask |= conflict
  if (!isOfAge(query.age, pool, index)) mask |= ageRule
  if (columns.supervisionDue[index]! < later) mask |= supervisionOverdue
  if (query.setAside[index] === 1) mask |= setAside
  return mask
}

function canTalk({ person, languages }: Query, pool: CandidatePool, index: number): boolean {
  if (person.languages.length === 0 || person.hasInterpreter) return true
  return commonTexts(languages, pool.languages, index) > 0
}

/** Some shared way to meet: at a distance by video, phone or text; in person within what both will travel together. */
function canMeet({ person, modalities }: Query, pool: CandidatePool, index: number): boolean {
  if (person.modalities.length === 0) return true
  const shared = modalities & pool.columns.modalities[index]!
  if ((shared & ~inPerson) !== 0) return true
  return (shared & inPerson) !== 0 && isNear(person, pool.candidates[index])
}

function isNear(person: PersonFacts, candidate: CandidateFacts | undefined): boolean {
  if (person.location === undefined || candidate === undefined || candidate.location === undefined)
    return true
  const reach = person.travelsMetres + candidate.travelsMetres
  return squaredMetres(person.location, candidate.location) <= reach * reach
}

function squaredMetres(a: GridPoint, b: GridPoint): number {
  const east = a.eastMetres - b.eastMetres
  const north = a.northMetres - b.northMetres
  return east * east + north * north
}

function isOfAge(age: number | undefined, { columns }: CandidatePool, index: number): boolean {
  return age === undefined || (age >= columns.agesFrom[index]! && age <= columns.agesTo[index]!)
}

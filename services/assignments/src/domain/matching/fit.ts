import { commonBits, commonTexts, scheduleWords } from './bitset.ts'
import type { BitTable } from './bitset.ts'
import type { CandidatePool } from './candidate-pool.ts'
import type { Query } from './query.ts'
import type { FitCode } from './reasons.ts'
import type { Weights } from './weights.ts'

/** Four shared facets, or ten shared hours a week, are as good as more. */
const enoughFacets = 4
const enoughHalfHours = 20

type Fit = (query: Query, pool: CandidatePool, index: number) => number

const sharedFacets: Fit = (query, pool, index) =>
  upTo(enoughFacets, commonTexts(query.facets, pool.facets, index))
const preferences: Fit = (query, pool, index) =>
  part(query.preferredFacets, pool.facets, index, query.person.preferredFacets.length)
const continuity: Fit = ({ earlier }, _pool, index) => (earlier[index] === 1 ? 1_000 : 0)
const schedule: Fit = (query, pool, index) =>
  upTo(enoughHalfHours, commonHalfHours(query, pool, index))
const language: Fit = (query, pool, index) =>
  commonTexts(query.languages, pool.languages, index) > 0 ? 1_000 : 0
const skills: Fit = (query, pool, index) =>
  part(query.skills, pool.skills, index, query.person.wantedSkills.length)
const load: Fit = (_query, { columns }, index) => columns.loadFit[index] ?? 0

const fits: Readonly<Record<FitCode, Fit>> = {
  'shared-facets': sharedFacets,
  preferences,
  continuity,
  schedule,
  language,
  skills,
  load,
}

/** How well a candidate fits in one respect: 0 to 1,000, whole numbers only. */
export function fitOf(code: FitCode, query: Query, pool: CandidatePool, index: number): number {
  return fits[code](query, pool, index)
}

/** The weighted sum of all fits: an integer, the same on every machine. Each is called by name: two thousand times over. */
export function scoreOf(
  query: Query,
  pool: CandidatePool,
  weights: Weights,
  index: number,
): number {
  return (
    weights['shared-facets'] * sharedFacets(query, pool, index) +
    weights.preferences * preferences(query, pool, index) +
    weights.continuity * continuity(query, pool, index) +
    weights.schedule * schedule(query, pool, index) +
    weights.language * language(query, pool, index) +
    weights.skills * skills(query, pool, index) +
    weights.load * load(query, pool, index)
  )
}

function commonHalfHours(
  { schedule, scheduleAt }: Query,
  { schedules }: CandidatePool,
  index: number,
): number {
  const offset = index * scheduleWords
  let bits = 0
  for (const word of scheduleAt) bits += commonBits(schedule, word, schedules, offset + word, 1)
  return bits
}

function upTo(enough: number, count: number): number {
  return Math.floor((Math.min(count, enough) * 1_000) / enough)
}

/** What share of the wanted texts a candidate has, in thousandths; nothing wanted is nothing added. */
function part(wanted: Int32Array, offered: BitTable, index: number, of: number): number {
  return of === 0 ? 0 : Math.floor((commonTexts(wanted, offered, index) * 1_000) / of)
}

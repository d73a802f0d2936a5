import { commonBits, commonTexts, scheduleWords } from './bitset.ts'
import type { CandidatePool } from './pool.ts'
import type { Query } from './query.ts'
import type { FitCode } from './reasons.ts'
import type { Weights } from './weights.ts'

/** Four shared facets, or ten shared hours a week, are as good as more. */
const enoughFacets = 4
const enoughHalfHours = 20

/** How well a candidate fits in one respect: 0 to 1,000, whole numbers only. */
export function fitOf(code: FitCode, query: Query, pool: CandidatePool, index: number): number {
  switch (code) {
    case 'shared-facets':
      return upTo(enoughFacets, commonTexts(query.facets, pool.facets, index))
    case 'preferences':
      return part(
        commonTexts(query.preferredFacets, pool.facets, index),
        query.seeker.preferredFacets.length,
      )
    case 'continuity':
      return query.earlier[index] === 1 ? 1_000 : 0
    case 'schedule':
      return upTo(enoughHalfHours, commonHalfHours(query, pool, index))
    case 'language':
      return commonTexts(query.languages, pool.languages, index) > 0 ? 1_000 : 0
    case 'skills':
      return part(commonTexts(query.skills, pool.skills, index), query.seeker.wantedSkills.length)
    case 'load':
      return pool.columns.loadFit[index] ?? 0
  }
}

/** The weighted sum of all fits: an integer, the same on every machine. */
export function scoreOf(
  query: Query,
  pool: CandidatePool,
  weights: Weights,
  index: number,
): number {
  return (
    weights['shared-facets'] * fitOf('shared-facets', query, pool, index) +
    weights.preferences * fitOf('preferences', query, pool, index) +
    weights.continuity * fitOf('continuity', query, pool, index) +
    weights.schedule * fitOf('schedule', query, pool, index) +
    weights.language * fitOf('language', query, pool, index) +
    weights.skills * fitOf('skills', query, pool, index) +
    weights.load * fitOf('load', query, pool, index)
  )
}

function commonHalfHours({ schedule }: Query, { schedules }: CandidatePool, index: number): number {
  return commonBits(schedule, 0, schedules, index * scheduleWords, scheduleWords)
}

function upTo(enough: number, count: number): number {
  return Math.floor((Math.min(count, enough) * 1_000) / enough)
}

function part(count: number, of: number): number {
  return of === 0 ? 0 : Math.floor((count * 1_000) / of)
}

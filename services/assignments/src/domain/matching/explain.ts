import type { PeerWorkerId } from '../ids.ts'
import type { CandidateFacts, PersonFacts } from './facts.ts'
import { fitOf } from './fit.ts'
import { fitCodes, ruleCodesOf } from './reasons.ts'
import type { FitCode, RuleCode } from './reasons.ts'
import { brokenRules } from './rules.ts'
import type { Ranking } from './rank.ts'

/** Who reads an explanation; each sees only what they may see. */
export type Reader = 'person' | 'peer' | 'coordinator'

/**
 * One reason, as a code with parameters; each desk has its own words for it. `not-a-fit-now` stands for every rule that
 * this reader may not see.
 */
export type Reason =
  | { readonly code: 'shared-facets'; readonly facets: readonly string[]; readonly count: number }
  | { readonly code: 'preferences'; readonly facets: readonly string[]; readonly count: number }
  | { readonly code: 'continuity' }
  | { readonly code: 'schedule'; readonly days: readonly number[] }
  | { readonly code: 'language'; readonly languages: readonly string[] }
  | { readonly code: 'skills'; readonly skills: readonly string[] }
  | { readonly code: 'load'; readonly taken: number; readonly limit: number }
  /** They have no language in common; the programme's interpreter stands in. */
  | { readonly code: 'interpreter' }
  | { readonly code: RuleCode }
  | { readonly code: 'not-a-fit-now' }

/** Why a peer was, or was not, proposed; `points` are what each fit added to the score (coordinator only). */
export type Explanation = {
  readonly peerWorkerId: PeerWorkerId
  readonly proposed: boolean
  readonly reasons: readonly Reason[]
  readonly points: Readonly<Partial<Record<FitCode, number>>>
}

/** What a peer may be told about why they were not proposed: facts about themselves, nothing about the person. */
const ownRules: ReadonlySet<RuleCode> = new Set([
  'credential-not-good-for-programme',
  'crisis-module-not-current',
  'caseload-full',
  'not-available',
  'supervision-overdue',
])

/**
 * Why this peer, for this reader. Made when asked for: nothing is kept per candidate.
 * @returns undefined when the peer was not among the candidates.
 */
export function explain(
  ranking: Ranking,
  peerWorkerId: PeerWorkerId,
  reader: Reader,
): Explanation | undefined {
  const index = ranking.pool.indexOf.get(peerWorkerId)
  const candidate = index === undefined ? undefined : ranking.pool.candidates[index]
  if (index === undefined || candidate === undefined) return undefined
  const rules = brokenRules(ranking.query, ranking.pool, index)
  if (rules !== 0)
    return {
      peerWorkerId,
      proposed: false,
      reasons: refusalsFor(reader, ruleCodesOf(rules)),
      points: {},
    }
  const points = pointsOf(ranking, index)
  const reasons = fitCodes
    .filter((code) => (points[code] ?? 0) > 0)
    .flatMap((code) => reasonFor(code, reader, ranking.query.person, candidate))
  if (needsInterpreter(ranking, index)) reasons.push({ code: 'interpreter' })
  return { peerWorkerId, proposed: true, reasons, points: reader === 'coordinator' ? points : {} }
}

function needsInterpreter({ query, pool }: Ranking, index: number): boolean {
  const { languages, hasInterpreter } = query.person
  return hasInterpreter && languages.length > 0 && fitOf('language', query, pool, index) === 0
}

function refusalsFor(reader: Reader, codes: readonly RuleCode[]): readonly Reason[] {
  if (reader === 'coordinator') return codes.map((code) => ({ code }))
  const seen = reader === 'peer' ? codes.filter((code) => ownRules.has(code)) : []
  const reasons: Reason[] = seen.map((code) => ({ code }))
  return seen.length === codes.length ? reasons : [...reasons, { code: 'not-a-fit-now' }]
}

function pointsOf(ranking: Ranking, index: number): Partial<Record<FitCode, number>> {
  const { query, pool, weights } = ranking
  const points: Partial<Record<FitCode, number>> = {}
  for (const code of fitCodes) points[code] = weights[code] * fitOf(code, query, pool, index)
  return points
}

function reasonFor(
  code: FitCode,
  reader: Reader,
  person: PersonFacts,
  candidate: CandidateFacts,
): readonly Reason[] {
  switch (code) {
    case 'shared-facets':
      return [facetReason(code, reader, both(person.openedFacets, candidate.openedFacets))]
    case 'preferences':
      return [facetReason(code, reader, both(person.preferredFacets, candidate.openedFacets))]
    case 'continuity':
      return [{ code }]
    case 'schedule':
      return [{ code, days: sharedDays(person, candidate) }]
    case 'language':
      return [{ code, languages: both(person.languages, candidate.languages) }]
    case 'skills':
      return [{ code, skills: both(person.wantedSkills, candidate.skills) }]
    case 'load':
      return reader === 'person'
        ? []
        : [{ code, taken: candidate.caseloadTaken, limit: candidate.caseloadLimit }]
  }
}

/** A facet is named only where both opened it; the peer learns how many until the two have said yes to each other. */
function facetReason(
  code: 'shared-facets' | 'preferences',
  reader: Reader,
  shared: readonly string[],
): Reason {
  return { code, facets: reader === 'peer' ? [] : shared, count: shared.length }
}

function both(wanted: readonly string[], offered: readonly string[]): readonly string[] {
  const offer = new Set(offered)
  return [...new Set(wanted)].filter((text) => offer.has(text))
}

/** Days (0 is Monday) on which both have time at the same hours. */
function sharedDays(person: PersonFacts, candidate: CandidateFacts): readonly number[] {
  const days = person.schedule.flatMap((mine) =>
    candidate.schedule
      .filter(
        (theirs) =>
          theirs.day === mine.day &&
          Math.max(theirs.fromMinute, mine.fromMinute) + 30 <=
            Math.min(theirs.toMinute, mine.toMinute),
      )
      .map(({ day }) => day),
  )
  return [...new Set(days)].sort((a, b) => a - b)
}

import type { Reason as WireReason } from '@careloom/proto/assignments'
import { facets } from '@careloom/terminology'
import type { Reader, Reason } from '../../domain/matching/explain.ts'
import type { CandidateFacts } from '../../domain/matching/facts.ts'
import { sentenceOf } from '../../domain/matching/sentences.ts'

/**
 * Reasons as screens take them: a code with values for other languages, and the English sentence. Where screens have
 * words for a single language or facet, a reason about several becomes several.
 */
export function wireReasons(
  reasons: readonly Reason[],
  reader: Reader,
  candidate?: CandidateFacts,
): WireReason[] {
  const declared =
    candidate === undefined || reader !== 'coordinator' ? [] : declaredReason(candidate)
  return [...reasons.flatMap((reason) => wireReason(reason, reader, candidate)), ...declared]
}

function wireReason(
  reason: Reason,
  reader: Reader,
  candidate: CandidateFacts | undefined,
): WireReason[] {
  const text = (about: Reason) => sentenceOf(about, reader, 'en')
  switch (reason.code) {
    case 'language': {
      const code = reader === 'person' ? 'shared-language' : 'speaks-language'
      return reason.languages.map((language) => ({
        code,
        values: { language },
        text: text({ ...reason, languages: [language] }),
      }))
    }
    case 'shared-facets':
      if (reason.facets.length === 0)
        return [{ code: reason.code, values: { count: String(reason.count) }, text: text(reason) }]
      return reason.facets.map((facet) => ({
        code: 'shared-experience',
        values: { facet: facetWords(facet), facetCode: facet },
        text: text({ ...reason, facets: [facet], count: 1 }),
      }))
    case 'preferences':
      return [
        {
          code: reason.code,
          values: { facets: reason.facets.map(facetWords).join(', '), count: String(reason.count) },
          text: text(reason),
        },
      ]
    case 'schedule':
      return [{ code: reason.code, values: { days: reason.days.join(' ') }, text: text(reason) }]
    case 'skills':
      return [
        { code: reason.code, values: { skills: reason.skills.join(', ') }, text: text(reason) },
      ]
    case 'load':
      return [
        {
          code: reason.code,
          values: { active: String(reason.taken), limit: String(reason.limit) },
          text: text(reason),
        },
      ]
    case 'caseload-full':
      return [atLimit(candidate, text(reason))]
    default:
      return [{ code: reason.code, values: {}, text: text(reason) }]
  }
}

function atLimit(candidate: CandidateFacts | undefined, text: string): WireReason {
  if (candidate === undefined) return { code: 'caseload-full', values: {}, text }
  return {
    code: 'at-limit',
    values: { active: String(candidate.caseloadTaken), limit: String(candidate.caseloadLimit) },
    text,
  }
}

/** What the peer said themselves, if it lets somebody new in. */
function declaredReason({
  canTakeMore,
  caseloadTaken,
  caseloadLimit,
}: CandidateFacts): WireReason[] {
  if (canTakeMore === null || canTakeMore < 1 || caseloadTaken >= caseloadLimit) return []
  return [
    {
      code: 'can-take-more',
      values: { count: String(canTakeMore) },
      text:
        canTakeMore === 1
          ? 'Says: “I can take one more.”'
          : `Says: “I can take ${canTakeMore} more.”`,
    },
  ]
}

function facetWords(facet: string): string {
  return Object.entries(facets).find(([code]) => code === facet)?.[1].en ?? facet
}

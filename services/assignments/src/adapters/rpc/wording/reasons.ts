import type { Reason as WireReason } from '@careloom/proto/assignments'
import { facets } from '@careloom/terminology'
import type { Reader, Reason } from '../../../domain/matching/explain.ts'
import type { CandidateFacts } from '../../../domain/matching/facts.ts'
import { sentenceOf } from './sentences.ts'

/**
 * Reasons as screens take them: a code with values for other languages, and the sentence in both. Where screens have
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
  const both = (about: Reason) => ({
    text: sentenceOf(about, reader, 'en'),
    textEs: sentenceOf(about, reader, 'es'),
  })
  switch (reason.code) {
    case 'language': {
      const code = reader === 'person' ? 'shared-language' : 'speaks-language'
      return reason.languages.map((language) => ({
        code,
        values: { language },
        ...both({ ...reason, languages: [language] }),
      }))
    }
    case 'shared-facets':
      if (reason.facets.length === 0)
        return [{ code: reason.code, values: { count: String(reason.count) }, ...both(reason) }]
      return reason.facets.map((facet) => ({
        code: 'shared-experience',
        values: { facet: facetWords(facet, 'en'), facetEs: facetWords(facet, 'es') },
        ...both({ ...reason, facets: [facet], count: 1 }),
      }))
    case 'preferences':
      return [
        {
          code: reason.code,
          values: {
            facets: reason.facets.map((facet) => facetWords(facet, 'en')).join(', '),
            count: String(reason.count),
          },
          ...both(reason),
        },
      ]
    case 'schedule':
      return [{ code: reason.code, values: { days: reason.days.join(' ') }, ...both(reason) }]
    case 'skills':
      return [{ code: reason.code, values: { skills: reason.skills.join(', ') }, ...both(reason) }]
    case 'load':
      return [
        {
          code: reason.code,
          values: { active: String(reason.taken), limit: String(reason.limit) },
          ...both(reason),
        },
      ]
    case 'caseload-full':
      return [atLimit(candidate, both(reason))]
    default:
      return [{ code: reason.code, values: {}, ...both(reason) }]
  }
}

type Both = { readonly text: string; readonly textEs: string }

function atLimit(candidate: CandidateFacts | undefined, both: Both): WireReason {
  if (candidate === undefined) return { code: 'caseload-full', values: {}, ...both }
  return {
    code: 'at-limit',
    values: { active: String(candidate.caseloadTaken), limit: String(candidate.caseloadLimit) },
    ...both,
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
      textEs:
        canTakeMore === 1
          ? 'Dice: “Puedo acompañar a una persona más.”'
          : `Dice: “Puedo acompañar a ${canTakeMore} personas más.”`,
    },
  ]
}

function facetWords(facet: string, language: 'en' | 'es'): string {
  return Object.entries(facets).find(([code]) => code === facet)?.[1][language] ?? facet
}

import type { Reason as WireReason } from '@careloom/proto/assignments'
import type { ReasonCode } from '@careloom/terminology'
import type { Reason } from '../../domain/matching/explain.ts'
import type { CandidateFacts } from '../../domain/matching/facts.ts'

/** Reasons as screens take them: a code with values; the words are the desk's. */
export function wireReasons(reasons: readonly Reason[]): WireReason[] {
  return reasons.map((reason) => wire(reason.code, valuesOf(reason)))
}

/** Reasons for the coordinator, who also sees the caseload and what the peer said of themselves. */
export function reasonsForCoordinator(
  reasons: readonly Reason[],
  candidate: CandidateFacts | undefined,
): WireReason[] {
  if (candidate === undefined) return wireReasons(reasons)
  const { canTakeMore, caseloadTaken, caseloadLimit } = candidate
  const caseload = { active: String(caseloadTaken), limit: String(caseloadLimit) }
  const said = wireReasons(reasons).map((reason) =>
    reason.code === 'caseload-full' ? { ...reason, values: caseload } : reason,
  )
  const letsSomebodyIn =
    canTakeMore !== undefined && canTakeMore > 0 && caseloadTaken < caseloadLimit
  return letsSomebodyIn ? [...said, wire('can-take-more', { count: String(canTakeMore) })] : said
}

const wire = (code: ReasonCode, values: Record<string, string>): WireReason => ({ code, values })

/** Lists of codes are separated by spaces; skills, which are words, by commas. */
function valuesOf(reason: Reason): Record<string, string> {
  switch (reason.code) {
    case 'shared-facets':
    case 'preferences':
      return { facets: reason.facets.join(' '), count: String(reason.count) }
    case 'language':
      return { languages: reason.languages.join(' ') }
    case 'schedule':
      return { days: reason.days.join(' ') }
    case 'skills':
      return { skills: reason.skills.join(', ') }
    case 'load':
      return { active: String(reason.taken), limit: String(reason.limit) }
    default:
      return {}
  }
}

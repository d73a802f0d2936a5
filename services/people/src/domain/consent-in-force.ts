import type { InformationCategory, PurposeOfUse } from '@careloom/terminology'
import type { Instant } from '@careloom/event-sourcing'
import type { GivenConsent } from './consent.ts'
import type { ConsentScope } from './consent-scope.ts'
import type { ConsentId, OrganizationId } from './ids.ts'

export type DisclosureQuestion = {
  readonly category: InformationCategory
  readonly purpose: PurposeOfUse
  readonly recipient: OrganizationId
  /** When it is asked: only the end that a consent named itself is looked up by the clock. */
  readonly at: Instant
}

/** Why not, from the farthest to the nearest miss: what would have to be otherwise. */
export type NoConsentReason =
  'no-consent' | 'no-consent-for-recipient' | 'no-consent-for-category' | 'no-consent-for-purpose'

export type DisclosureAnswer =
  | { readonly isAllowed: true; readonly consentId: ConsentId; readonly part2: boolean }
  | { readonly isAllowed: false; readonly reason: NoConsentReason }

/**
 * Whether information of a category may be disclosed to an organization for a purpose as the consents stand, and by
 * which: the first that allows it. What was said last counts, whatever the clock said then: a consent that was taken back
 * stays so when the clock is put back.
 */
export function consentInForce(
  consents: readonly GivenConsent[],
  question: DisclosureQuestion,
): DisclosureAnswer {
  let nearest = 0
  for (const consent of consents) {
    const scope = scopeOf(consent, question.at)
    if (scope === undefined) continue
    const met = conditionsMet(scope, question)
    if (met === reasons.length)
      return { isAllowed: true, consentId: consent.consentId, part2: consent.part2 }
    nearest = Math.max(nearest, met)
  }
  return { isAllowed: false, reason: reasons[nearest] ?? 'no-consent' }
}

/** What a consent allows; undefined from its end on, also while no timer has said so yet. */
function scopeOf({ status, scopes }: GivenConsent, at: Instant): ConsentScope | undefined {
  const scope = status === 'active' ? scopes.at(-1)?.scope : undefined
  return scope?.until !== undefined && scope.until <= at ? undefined : scope
}

const reasons: readonly NoConsentReason[] = [
  'no-consent',
  'no-consent-for-recipient',
  'no-consent-for-category',
  'no-consent-for-purpose',
]

/** How many conditions, in the order of `reasons`, hold before the first that does not. */
function conditionsMet(scope: ConsentScope, question: DisclosureQuestion): number {
  if (!scope.recipients.includes(question.recipient)) return 1
  if (!scope.categories.includes(question.category)) return 2
  return scope.purposes.includes(question.purpose) ? reasons.length : 3
}

import type { Event, Instant } from '@careloom/event-sourcing'
import type { SafetyReader } from '@careloom/terminology'
import type { AboutMeasure } from './about-measure.ts'

/** What the person decided, and who has seen it. Undecided while absent. */
export type SafetyAnswer = {
  readonly sharedWith: readonly SafetyReader[]
  readonly acknowledgedAs: readonly SafetyReader[]
}

export type SafetySharing = { readonly with: readonly SafetyReader[]; readonly sharedAt: Instant }
export type SafetyAcknowledgement = {
  readonly as: SafetyReader
  /** Who has seen it. */
  readonly acknowledgedBy: string
  readonly acknowledgedAt: Instant
}

export type SafetyEvent =
  /** The person said who shall know; nobody, when `with` is empty. */
  | Event<'SafetyAnswerShared', AboutMeasure & SafetySharing>
  | Event<'SafetyAnswerAcknowledged', AboutMeasure & SafetyAcknowledgement>

export function safetyAfter(before: SafetyAnswer | undefined, event: SafetyEvent): SafetyAnswer {
  const { sharedWith, acknowledgedAs } = before ?? { sharedWith: [], acknowledgedAs: [] }
  return event.type === 'SafetyAnswerShared'
    ? { sharedWith: [...sharedWith, ...event.data.with], acknowledgedAs }
    : { sharedWith, acknowledgedAs: [...acknowledgedAs, event.data.as] }
}

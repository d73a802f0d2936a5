import { accept, refuse } from '@careloom/event-sourcing'
import { safetyReaders } from '@careloom/terminology'
import {
  aboutMeasure,
  type Known,
  type Measure,
  type SeriesDecision,
} from './outcome-series-state.ts'
import { type SafetyAcknowledgement, type SafetySharing } from './safety-answer.ts'

/** The person adds to whom it is told; what was told cannot be unheard. */
export function shareSafetyAnswer(
  { with: readers, sharedAt }: SafetySharing,
  measure: Measure,
  state: Known,
): SeriesDecision {
  if (!measure.showSafety) return refuse('conflict', 'nothing-to-share')
  const before = measure.safety?.sharedWith
  const added = safetyReaders.filter((each) => readers.includes(each) && !before?.includes(each))
  if (before !== undefined && added.length === 0) return accept()
  const data = { ...aboutMeasure(state, measure), with: added, sharedAt }
  return accept({ type: 'SafetyAnswerShared', data })
}

export function acknowledgeSafetyAnswer(
  acknowledgement: SafetyAcknowledgement,
  measure: Measure,
  state: Known,
): SeriesDecision {
  const { safety } = measure
  if (!safety?.sharedWith.includes(acknowledgement.as))
    return refuse('not-found', 'safety-answer-not-shared')
  if (safety.acknowledgedAs.includes(acknowledgement.as)) return accept()
  const { as, acknowledgedBy, acknowledgedAt } = acknowledgement
  const data = { ...aboutMeasure(state, measure), as, acknowledgedBy, acknowledgedAt }
  return accept({ type: 'SafetyAnswerAcknowledged', data })
}

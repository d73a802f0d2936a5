import { pick, publishes } from '@careloom/event-sourcing'
import { measureTopic, type PublishedMeasureEvent } from '@careloom/proto/outcomes'
import type { OutcomeSeriesEvent } from '../../domain/outcome-series-state.ts'

const ofMeasure = ['measureId', 'personId'] as const
const ofSeries = [...ofMeasure, 'seriesId', 'instrument', 'occasion'] as const

/** When a measure fell due and what was cancelled stay private. */
export const published = publishes<OutcomeSeriesEvent, PublishedMeasureEvent>(measureTopic, {
  MeasureScheduled: pick(...ofSeries, 'assignmentId', 'referralId', 'dueAt'),
  MeasureAnswered: (data) => ({
    ...pick(...ofSeries, 'organizationId', 'part2', 'answeredAt')(data),
    answers: data.answers.map(({ linkId, value }) => ({ linkId, value })),
    score: data.total,
  }),
  MeasureOverdue: pick(...ofMeasure),
  MeasureDeclined: pick(...ofMeasure),
  SafetyAnswerShared: (data) => ({
    ...pick(...ofMeasure, 'assignmentId', 'sharedAt')(data),
    readers: [...data.with],
  }),
  SafetyAnswerAcknowledged: (data) => ({
    ...pick(...ofMeasure, 'assignmentId', 'acknowledgedAt')(data),
    reader: data.as,
  }),
})

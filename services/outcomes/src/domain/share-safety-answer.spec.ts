import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { SafetyReader } from '@careloom/terminology'
import type {
  AssignmentId,
  MeasureId,
  OrganizationId,
  PersonId,
  ReferralId,
  SeriesId,
} from './ids.ts'
import type { OutcomeSeriesCommand, OutcomeSeriesEvent } from './outcome-series-state.ts'
import { outcomeSeriesDecider } from './outcome-series.ts'

const given = specFor(outcomeSeriesDecider)
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const seriesId = 'series-1' as SeriesId
const measureId = 'measure-1' as MeasureId
const about = {
  seriesId,
  personId: 'person-1' as PersonId,
  assignmentId: 'assignment-1' as AssignmentId,
  referralId: 'referral-1' as ReferralId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const ofMeasure = { ...about, measureId, instrument: 'phq-9', occasion: 'baseline' } as const
const scheduled: OutcomeSeriesEvent[] = [
  { type: 'SeriesScheduled', data: { ...about, scheduledAt: monday } },
  { type: 'MeasureScheduled', data: { ...ofMeasure, dueAt: monday, overdueAt: tuesday } },
]
const answered = (showSafety: boolean): OutcomeSeriesEvent => ({
  type: 'MeasureAnswered',
  data: {
    ...ofMeasure,
    instrumentVersion: '1',
    answers: [],
    language: 'en',
    answeredWith: 'alone',
    answeredAt: monday,
    total: 12,
    skipped: 0,
    showSafety,
  },
})
const share = (...readers: SafetyReader[]): OutcomeSeriesCommand => ({
  type: 'ShareSafetyAnswer',
  data: { seriesId, measureId, with: readers, sharedAt: tuesday },
})
const shared = (...readers: SafetyReader[]): OutcomeSeriesEvent => ({
  type: 'SafetyAnswerShared',
  data: { ...ofMeasure, with: readers, sharedAt: tuesday },
})
const seen = { as: 'peer', acknowledgedBy: 'alex', acknowledgedAt: tuesday } as const
const acknowledge: OutcomeSeriesCommand = {
  type: 'AcknowledgeSafetyAnswer',
  data: { seriesId, measureId, ...seen },
}
const acknowledged: OutcomeSeriesEvent = {
  type: 'SafetyAnswerAcknowledged',
  data: { ...ofMeasure, ...seen },
}

describe('ShareSafetyAnswer', () => {
  it('tells whom the person names', () =>
    given(...scheduled, answered(true))
      .when(share('peer', 'clinician'))
      .thenRecords(shared('peer', 'clinician')))
  it('keeps a no as well', () =>
    given(...scheduled, answered(true))
      .when(share())
      .thenRecords(shared()))
  it('tells one more later, and nobody twice', () => {
    given(...scheduled, answered(true), shared('peer'))
      .when(share('peer', 'clinician'))
      .thenRecords(shared('clinician'))
    given(...scheduled, answered(true), shared('peer'))
      .when(share('peer'))
      .thenRecordsNothing()
    given(...scheduled, answered(true), shared())
      .when(share('peer'))
      .thenRecords(shared('peer'))
  })
  it('is refused where the answer was the lowest, or there is none', () => {
    given(...scheduled, answered(false))
      .when(share('peer'))
      .thenRefuses('nothing-to-share')
    given(...scheduled)
      .when(share('peer'))
      .thenRefuses('nothing-to-share')
  })
})

describe('AcknowledgeSafetyAnswer', () => {
  it('says who has seen it', () =>
    given(...scheduled, answered(true), shared('peer'))
      .when(acknowledge)
      .thenRecords(acknowledged))
  it('changes nothing the second time', () =>
    given(...scheduled, answered(true), shared('peer'), acknowledged)
      .when(acknowledge)
      .thenRecordsNothing())
  it('is refused to whom it was not told', () =>
    given(...scheduled, answered(true), shared('clinician'))
      .when(acknowledge)
      .thenRefuses('safety-answer-not-shared'))
})

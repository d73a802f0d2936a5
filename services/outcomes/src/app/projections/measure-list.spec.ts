import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type {
  AssignmentId,
  MeasureId,
  OrganizationId,
  PersonId,
  ReferralId,
  SeriesId,
} from '../../domain/ids.ts'
import type { OutcomeSeriesEvent } from '../../domain/outcome-series-state.ts'
import { measureList } from './measure-list.ts'

const measureId = 'measure-1' as MeasureId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const friday = '2026-03-06T09:00:00.000Z' as Instant
const about = {
  seriesId: 'series-1' as SeriesId,
  personId: 'person-1' as PersonId,
  assignmentId: 'assignment-1' as AssignmentId,
  referralId: 'referral-1' as ReferralId,
  organizationId: 'harbor' as OrganizationId,
  part2: false,
}
const measure = { ...about, measureId, instrument: 'phq-9', occasion: 'baseline' } as const
const plan = { ...measure, dueAt: monday, overdueAt: friday }
const scheduled: OutcomeSeriesEvent = { type: 'MeasureScheduled', data: plan }
const fellDue: OutcomeSeriesEvent = {
  type: 'MeasureFellDue',
  data: { ...measure, dueSince: monday },
}
const cancelled: OutcomeSeriesEvent = {
  type: 'MeasureCancelled',
  data: { ...measure, cancelledAt: monday },
}

describe('the list of measures', () => {
  const given = projectionSpec(import.meta.filename, measureList, {
    version: 5,
    hash: '0be76f46f514',
  })

  it('shows a measure as it is planned, then due', () => {
    given(scheduled).thenRow(measureId, { ...plan, status: 'scheduled' })
    given(scheduled, fellDue).thenRow(measureId, { ...plan, status: 'due' })
  })
  it('shows that nobody is asked any more', () =>
    assert.equal(given(scheduled, cancelled).row(measureId).status, 'cancelled'))
  it('is found by the person, and goes with their key', () => {
    assert.deepEqual(given(scheduled).keysWith('person', 'person-1'), [measureId])
    assert.equal(given(scheduled).personOf(measureId), 'person-1')
  })
})

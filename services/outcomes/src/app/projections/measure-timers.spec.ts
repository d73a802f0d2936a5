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
import { measureTimers } from './measure-timers.ts'

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
const { seriesId, personId, organizationId } = about
const timer = { subject: measureId, seriesId, personId, organizationId }
const overdue = { ...timer, dueAt: friday, command: 'MarkMeasureOverdue' }

describe('the timers of measures', () => {
  const given = projectionSpec(import.meta.filename, measureTimers, {
    version: 4,
    hash: '05d9aba4d762',
  })

  it('say when a measure falls due, and when it is overdue', () =>
    given(scheduled).thenRows({
      [`due:${measureId}`]: { ...timer, dueAt: monday, command: 'MarkMeasureDue' },
      [`overdue:${measureId}`]: overdue,
    }))
  it('are left with the second once the first has gone off', () =>
    given(scheduled, fellDue).thenRows({ [`overdue:${measureId}`]: overdue }))
  it('are gone when nobody is asked any more', () => given(scheduled, cancelled).thenRows({}))
  it('go with the key of the person', () =>
    assert.equal(given(scheduled).personOf(`due:${measureId}`), 'person-1'))
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { fold, instantOf } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type {
  AssignmentId,
  MeasureId,
  OrganizationId,
  PersonId,
  ReferralId,
  SeriesId,
} from './ids.ts'
import { outcomeSeriesDecider } from './outcome-series.ts'
import type { OutcomeSeriesCommand, OutcomeSeriesEvent } from './outcome-series-state.ts'
import { measuresAtEnd, plannedMeasures } from './schedule.ts'
import type { PlannedMeasure } from './schedule.ts'

const given = specFor(outcomeSeriesDecider)
const seriesId = 'series-1' as SeriesId
const start = '2026-03-02T09:00:00.000Z' as Instant
const overdue = '2026-03-16T09:00:00.000Z' as Instant
const about = {
  seriesId,
  personId: 'person-1' as PersonId,
  assignmentId: 'assignment-1' as AssignmentId,
  referralId: 'referral-1' as ReferralId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const numbered = (prefix: string) => {
  let n = 0
  return () => `${prefix}-${++n}` as MeasureId
}
const baseline: PlannedMeasure = {
  measureId: 'measure-1' as MeasureId,
  instrument: 'phq-9',
  occasion: 'baseline',
  dueAt: start,
  overdueAt: overdue,
}
const { measureId } = baseline
const ofMeasure = { ...about, measureId, instrument: 'phq-9', occasion: 'baseline' } as const
const schedule = (measures: readonly PlannedMeasure[] = [baseline]): OutcomeSeriesCommand => ({
  type: 'ScheduleSeries',
  data: { ...about, measures, scheduledAt: start },
})
const scheduled: readonly OutcomeSeriesEvent[] = [
  { type: 'SeriesScheduled', data: { ...about, scheduledAt: start } },
  { type: 'MeasureScheduled', data: { ...about, ...baseline } },
]
const markDue = (at: Instant): OutcomeSeriesCommand => ({
  type: 'MarkMeasureDue',
  data: { seriesId, measureId, at },
})
const due: OutcomeSeriesEvent = {
  type: 'MeasureFellDue',
  data: { ...ofMeasure, dueSince: start },
}
const markOverdue = (at: Instant): OutcomeSeriesCommand => ({
  type: 'MarkMeasureOverdue',
  data: { seriesId, measureId, at },
})
const fellOverdue: OutcomeSeriesEvent = {
  type: 'MeasureOverdue',
  data: { ...ofMeasure, overdueSince: overdue },
}
const answering = { language: 'es', answeredWith: 'alone', answeredAt: overdue } as const
const answer = (linkId: string, value: number | undefined): OutcomeSeriesCommand => ({
  type: 'AnswerMeasure',
  data: { seriesId, measureId, answers: [{ linkId, value }], ...answering },
})
const firstItem = '/44250-9'
const others = [
  '44255-8',
  '44259-0',
  '44254-1',
  '44251-7',
  '44258-2',
  '44252-5',
  '44253-3',
  '44260-8',
].map((code) => ({ linkId: `/${code}` }))
const answered: OutcomeSeriesEvent = {
  type: 'MeasureAnswered',
  data: {
    ...ofMeasure,
    instrumentVersion: '1',
    answers: [{ linkId: firstItem, value: 2 }, ...others],
    ...answering,
    skipped: 8,
    showSafety: false,
  },
}
const decline: OutcomeSeriesCommand = {
  type: 'DeclineMeasure',
  data: { seriesId, measureId, declinedAt: overdue },
}
const declined: OutcomeSeriesEvent = {
  type: 'MeasureDeclined',
  data: { ...ofMeasure, declinedAt: overdue },
}
const atEnd = measuresAtEnd(['phq-9'], overdue, numbered('end'))
const end = (measures = atEnd): OutcomeSeriesCommand => ({
  type: 'EndSeries',
  data: { seriesId, measures, endedAt: overdue },
})
const cancelled: OutcomeSeriesEvent = {
  type: 'MeasureCancelled',
  data: { ...ofMeasure, cancelledAt: overdue },
}
const ended: readonly OutcomeSeriesEvent[] = [
  ...atEnd.map((measure): OutcomeSeriesEvent => ({
    type: 'MeasureScheduled',
    data: { ...about, ...measure },
  })),
  { type: 'SeriesEnded', data: { ...about, endedAt: overdue } },
]

describe('plannedMeasures', () => {
  it('asks at the start, and after 30, 90 and 180 days', () => {
    const planned = plannedMeasures(['phq-9', 'gad-7'], start, numbered('measure'))
    assert.deepEqual(
      planned.filter(({ instrument }) => instrument === 'gad-7').map((m) => [m.occasion, m.dueAt]),
      [
        ['baseline', '2026-03-02T09:00:00.000Z'],
        ['day-30', '2026-04-01T09:00:00.000Z'],
        ['day-90', '2026-05-31T09:00:00.000Z'],
        ['day-180', '2026-08-29T09:00:00.000Z'],
      ],
    )
    assert.equal(new Set(planned.map((measure) => measure.measureId)).size, 8)
  })
})

describe('ScheduleSeries', () => {
  it('schedules, once', () => {
    given()
      .when(schedule())
      .thenRecords(...scheduled)
    given(...scheduled)
      .when(schedule())
      .thenRecordsNothing()
  })
  it('is refused for another assignment, without measures, and for one measure twice', () => {
    given(...scheduled)
      .when({
        type: 'ScheduleSeries',
        data: {
          ...about,
          assignmentId: 'assignment-2' as AssignmentId,
          measures: [baseline],
          scheduledAt: start,
        },
      })
      .thenRefuses('series-already-scheduled')
    given().when(schedule([])).thenRefuses('measures-missing')
    given()
      .when(schedule([baseline, baseline]))
      .thenRefuses('measures-not-distinct')
  })
})

describe('MarkMeasureDue and MarkMeasureOverdue', () => {
  it('are recorded once', () => {
    given(...scheduled)
      .when(markDue(start))
      .thenRecords(due)
    given(...scheduled, due)
      .when(markDue(start))
      .thenRecordsNothing()
    given(...scheduled, due)
      .when(markOverdue(overdue))
      .thenRecords(fellOverdue)
    given(...scheduled, due, fellOverdue)
      .when(markOverdue(overdue))
      .thenRecordsNothing()
  })
  it('leave alone what was answered or declined', () => {
    given(...scheduled, answered)
      .when(markOverdue(overdue))
      .thenRecordsNothing()
    given(...scheduled, declined)
      .when(markDue(start))
      .thenRecordsNothing()
  })
  it('are refused too early', () => {
    given(...scheduled)
      .when(markDue('2026-03-01T09:00:00.000Z' as Instant))
      .thenRefuses('measure-not-yet-due')
    given(...scheduled)
      .when(markOverdue(start))
      .thenRefuses('measure-not-yet-overdue')
  })
})

describe('AnswerMeasure', () => {
  it('keeps every item, skipped ones too, and scores what there is, once', () => {
    given(...scheduled)
      .when(answer(firstItem, 2))
      .thenRecords(answered)
    given(...scheduled, answered)
      .when(answer(firstItem, 2))
      .thenRecordsNothing()
  })
  it('may come after all', () =>
    given(...scheduled, declined)
      .when(answer(firstItem, 2))
      .thenRecords(answered))
  it('is refused with other answers afterwards', () =>
    given(...scheduled, answered)
      .when(answer(firstItem, 3))
      .thenRefuses('measure-already-answered'))
  it('is refused for an item or a value that is not there, naming the item', () => {
    given(...scheduled)
      .when(answer('/1-8', 1))
      .thenRefuses('answer-unknown', { linkId: '/1-8' })
    given(...scheduled)
      .when(answer(firstItem, 7))
      .thenRefuses('answer-unknown', { linkId: firstItem })
  })
  it('is refused after the end', () =>
    given(...scheduled, cancelled, ...ended)
      .when(answer(firstItem, 1))
      .thenRefuses('measure-cancelled'))
})

describe('DeclineMeasure', () => {
  it('asks for no reason, and happens once', () => {
    given(...scheduled)
      .when(decline)
      .thenRecords(declined)
    given(...scheduled, declined)
      .when(decline)
      .thenRecordsNothing()
  })
  it('is refused once it is answered', () =>
    given(...scheduled, answered)
      .when(decline)
      .thenRefuses('measure-already-answered'))
})

describe('EndSeries', () => {
  it('cancels what is open and asks a last time, once', () => {
    given(...scheduled)
      .when(end())
      .thenRecords(cancelled, ...ended)
    given(...scheduled, cancelled, ...ended)
      .when(end())
      .thenRecordsNothing()
  })
  it('leaves alone what was answered', () =>
    given(...scheduled, answered)
      .when(end())
      .thenRecords(...ended))
  it('is refused with a measure that is taken', () =>
    given(...scheduled)
      .when(end([baseline]))
      .thenRefuses('measures-not-distinct'))
})

describe('a series', () => {
  it('is unknown until it is scheduled, and knows only its own measures', () => {
    given().when(decline).thenRefuses('series-not-scheduled')
    given(...scheduled)
      .when({
        type: 'DeclineMeasure',
        data: { seriesId, measureId: 'measure-9' as MeasureId, declinedAt: overdue },
      })
      .thenRefuses('measure-unknown')
  })
  it('decides every command in every reachable state, and the same command twice is once', () => {
    const at = fc.nat(40).map((days) => instantOf(Date.parse(start) + days * 86_400_000))
    const commands = fc.oneof(
      fc.constantFrom(schedule(), decline, end()),
      at.map(markDue),
      at.map(markOverdue),
      fc.tuple(fc.constantFrom(firstItem, '/1-8'), fc.nat(4)).map((given) => answer(...given)),
    )
    fc.assert(
      fc.property(fc.array(commands), (asked) => {
        let state = fold(outcomeSeriesDecider, [])
        for (const command of asked) {
          const decision = outcomeSeriesDecider.decide(command, state)
          if (!decision.ok) continue
          state = decision.events.reduce(outcomeSeriesDecider.evolve, state)
          const again = outcomeSeriesDecider.decide(command, state)
          assert.ok(!again.ok || again.events.length === 0)
        }
      }),
      { numRuns: 3_000 },
    )
  })
})

import { projection, unchanged, type Instant } from '@careloom/event-sourcing'
import type { SafetyReader } from '@careloom/terminology'
import type { AboutSeries } from '../../domain/about-measure.ts'
import type { MeasureStatus, OutcomeSeriesEvent } from '../../domain/outcome-series-state.ts'
import type { PlannedMeasure } from '../../domain/schedule.ts'

/** One measure of a person: what waits for an answer on their page, and the scores over time. Holds no single answer. */
export type MeasureRow = AboutSeries &
  PlannedMeasure & {
    readonly status: MeasureStatus
    readonly answeredAt?: Instant
    /** Where it was answered: tells which of several was answered last, whatever the clock said. */
    readonly answeredPosition?: number
    /** Absent when too much was skipped to score it. */
    readonly total?: number | undefined
    /** The item on self-harm was answered above the lowest: whom the person told, and who has seen it. */
    readonly safety?: SafetyStanding
  }

/** `decidedAt` is absent while the person has not said whether somebody shall know. */
export type SafetyStanding = {
  readonly decidedAt?: Instant
  readonly told: readonly {
    readonly reader: SafetyReader
    readonly at: Instant
    readonly seenBy?: string
    readonly seenAt?: Instant
  }[]
}

export const measureList = projection<OutcomeSeriesEvent, MeasureRow>({
  name: 'measure-list',
  version: 5,
  key: (data) => ('measureId' in data ? data.measureId : []),
  person: ({ personId }) => personId,
  on: {
    SeriesScheduled: unchanged,
    MeasureScheduled: (_row, data) => ({ ...data, status: 'scheduled' }),
    MeasureFellDue: (row) => row && { ...row, status: 'due' },
    MeasureOverdue: (row) => row && { ...row, status: 'overdue' },
    MeasureAnswered: (row, { answeredAt, total, showSafety }, { position }) =>
      row && {
        ...row,
        status: 'answered',
        answeredAt,
        answeredPosition: position,
        total,
        ...(showSafety ? { safety: { told: [] } } : {}),
      },
    MeasureDeclined: (row) => row && { ...row, status: 'declined' },
    MeasureCancelled: (row) => row && { ...row, status: 'cancelled' },
    SafetyAnswerShared: (row, { with: readers, sharedAt }) =>
      row?.safety && {
        ...row,
        safety: {
          decidedAt: sharedAt,
          told: [...row.safety.told, ...readers.map((reader) => ({ reader, at: sharedAt }))],
        },
      },
    SafetyAnswerAcknowledged: (row, { as, acknowledgedBy, acknowledgedAt }) =>
      row?.safety && {
        ...row,
        safety: {
          ...row.safety,
          told: row.safety.told.map((each) =>
            each.reader === as ? { ...each, seenBy: acknowledgedBy, seenAt: acknowledgedAt } : each,
          ),
        },
      },
    SeriesEnded: unchanged,
  },
  indexes: { person: ({ personId }) => [personId] },
})

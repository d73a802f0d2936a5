import { projection, unchanged, type Instant } from '@careloom/event-sourcing'
import type { AboutSeries, MeasureStatus, OutcomeSeriesEvent } from '../../domain/outcome-series.ts'
import type { PlannedMeasure } from '../../domain/schedule.ts'

/** One measure of a person: what waits for an answer on their page, and the scores over time. Holds no single answer. */
export type MeasureRow = AboutSeries &
  PlannedMeasure & {
    readonly status: MeasureStatus
    readonly answeredAt?: Instant
    /** Null when too much was skipped to score it. */
    readonly total?: number | null
  }

export const measureList = projection<OutcomeSeriesEvent, MeasureRow>({
  name: 'measure-list',
  version: 2,
  key: (data) => ('measureId' in data ? data.measureId : []),
  person: ({ personId }) => personId,
  on: {
    SeriesScheduled: unchanged,
    MeasureScheduled: (_row, data) => ({ ...data, status: 'scheduled' }),
    MeasureFellDue: (row) => row && { ...row, status: 'due' },
    MeasureOverdue: (row) => row && { ...row, status: 'overdue' },
    MeasureAnswered: (row, { answeredAt, total }) =>
      row && { ...row, status: 'answered', answeredAt, total },
    MeasureDeclined: (row) => row && { ...row, status: 'declined' },
    MeasureCancelled: (row) => row && { ...row, status: 'cancelled' },
    SeriesEnded: unchanged,
  },
  indexes: { person: ({ personId }) => [personId] },
})

import type { Event, Instant, Projection, Told } from '@careloom/event-sourcing'
import type { AboutSeries, MeasureStatus, OutcomeSeriesEvent } from '../../domain/outcome-series.ts'
import type { PlannedMeasure } from '../../domain/schedule.ts'

/** Every key of a person was destroyed: their rows go too. */
export type PersonErased = Event<'PersonErased', { readonly personId: string }>

/** One measure of a person: what waits for an answer on their page, and the scores over time. Holds no single answer. */
export type MeasureRow = AboutSeries &
  PlannedMeasure & {
    readonly status: MeasureStatus
    readonly answeredAt?: Instant
    /** Null when too much was skipped to score it. */
    readonly total?: number | null
  }

export const measureList: Projection<OutcomeSeriesEvent | PersonErased, MeasureRow> = {
  name: 'measure-list',
  version: 1,
  handles: [
    'MeasureScheduled',
    'MeasureFellDue',
    'MeasureOverdue',
    'MeasureAnswered',
    'MeasureDeclined',
    'MeasureCancelled',
    'PersonErased',
  ],
  keysOf(event, lookup) {
    if (event.type === 'PersonErased') return lookup('person', event.data.personId)
    return 'measureId' in event.data ? [event.data.measureId] : []
  },
  project(row, event) {
    if (event.type === 'PersonErased') return null
    if (event.type === 'MeasureScheduled') return { ...event.data, status: 'scheduled' }
    return row === undefined ? undefined : { ...row, ...changeOf(event) }
  },
  indexes: { person: (row) => [row.personId] },
}

function changeOf(event: Told<OutcomeSeriesEvent>): Partial<MeasureRow> {
  switch (event.type) {
    case 'MeasureFellDue':
      return { status: 'due' }
    case 'MeasureOverdue':
      return { status: 'overdue' }
    case 'MeasureAnswered':
      return { status: 'answered', answeredAt: event.data.answeredAt, total: event.data.total }
    case 'MeasureDeclined':
      return { status: 'declined' }
    case 'MeasureCancelled':
      return { status: 'cancelled' }
    default:
      return {}
  }
}

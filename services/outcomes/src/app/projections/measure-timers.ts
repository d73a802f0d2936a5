import { projection, unchanged, type DataOf, type Timer } from '@careloom/event-sourcing'
import type { AboutSeries } from '../../domain/about-measure.ts'
import type { MeasureId } from '../../domain/ids.ts'
import type { OutcomeSeriesEvent } from '../../domain/outcome-series-state.ts'

export type TimerCommand = 'MarkMeasureDue' | 'MarkMeasureOverdue'

export type MeasureTimer = Timer &
  Pick<AboutSeries, 'seriesId' | 'personId' | 'organizationId'> & { readonly subject: MeasureId }

const due = (measureId: string) => `due:${measureId}`
const gone = () => null

/** When a measure falls due and when it is overdue. Keys are `<kind>:<measureId>`. */
export const measureTimers = projection<OutcomeSeriesEvent, MeasureTimer>({
  name: 'measure-timers',
  version: 4,
  key: (data) => ('measureId' in data ? [due(data.measureId), `overdue:${data.measureId}`] : []),
  person: ({ personId }) => personId,
  on: {
    SeriesScheduled: unchanged,
    MeasureScheduled: (_row, data, _event, key) => timer(key === due(data.measureId), data),
    MeasureFellDue: (_row, { measureId }, _event, key) =>
      key === due(measureId) ? null : undefined,
    MeasureOverdue: gone,
    MeasureAnswered: gone,
    MeasureDeclined: gone,
    MeasureCancelled: gone,
    SafetyAnswerShared: unchanged,
    SafetyAnswerAcknowledged: unchanged,
    SeriesEnded: unchanged,
  },
  indexes: { dueAt: (row) => [row.dueAt] },
})

function timer(
  isDue: boolean,
  {
    measureId,
    seriesId,
    personId,
    organizationId,
    dueAt,
    overdueAt,
  }: DataOf<OutcomeSeriesEvent, 'MeasureScheduled'>,
): MeasureTimer {
  const command: TimerCommand = isDue ? 'MarkMeasureDue' : 'MarkMeasureOverdue'
  const about = { seriesId, personId, organizationId }
  return { ...about, dueAt: isDue ? dueAt : overdueAt, command, subject: measureId }
}

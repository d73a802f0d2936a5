import type { Projection, Timer, Told } from '@careloom/event-sourcing'
import type { OutcomeSeriesEvent } from '../../domain/outcome-series.ts'
import type { PersonErased } from './measure-list.ts'

export type TimerCommand = 'MarkMeasureDue' | 'MarkMeasureOverdue'
type Kind = 'due' | 'overdue'
const kinds: readonly Kind[] = ['due', 'overdue']

export type MeasureTimer = Timer & { readonly personId: string }

/** When a measure falls due and when it is overdue. Keys are `<kind>:<measureId>`. */
export const measureTimers: Projection<OutcomeSeriesEvent | PersonErased, MeasureTimer> = {
  name: 'measure-timers',
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
    if (!('measureId' in event.data)) return []
    const { measureId } = event.data
    return kinds.map((kind) => `${kind}:${measureId}`)
  },
  project(row, event, key) {
    if (event.type === 'PersonErased') return null
    const kind: Kind = key.startsWith('due:') ? 'due' : 'overdue'
    if (event.type === 'MeasureScheduled') return timer(kind, event.data)
    if (row === undefined) return undefined
    return event.type === 'MeasureFellDue' && kind === 'overdue' ? undefined : null
  },
  indexes: { dueAt: (row) => [row.dueAt], person: (row) => [row.personId] },
}

type Scheduled = Extract<Told<OutcomeSeriesEvent>, { type: 'MeasureScheduled' }>['data']

function timer(kind: Kind, { measureId, personId, dueAt, overdueAt }: Scheduled): MeasureTimer {
  const command: TimerCommand = kind === 'due' ? 'MarkMeasureDue' : 'MarkMeasureOverdue'
  return { dueAt: kind === 'due' ? dueAt : overdueAt, command, subject: measureId, personId }
}

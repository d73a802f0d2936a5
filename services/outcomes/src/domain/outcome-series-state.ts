import { unreachable } from '@careloom/event-sourcing'
import type { Command, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf, UiLanguage } from '@careloom/terminology'
import type { AboutMeasure, AboutSeries } from './about-measure.ts'
import type { MeasureId } from './ids.ts'
import {
  safetyAfter,
  type SafetyAcknowledgement,
  type SafetyAnswer,
  type SafetyEvent,
  type SafetySharing,
} from './safety-answer.ts'
import type { MeasureAnswer, MeasureScore } from './scoring.ts'
import type { PlannedMeasure } from './schedule.ts'

type OfSeries = Pick<AboutSeries, 'seriesId'>
type OfMeasure = OfSeries & { readonly measureId: MeasureId }
type Measures = { readonly measures: readonly PlannedMeasure[] }
type Answering = {
  readonly answers: readonly MeasureAnswer[]
  /** The language that the questions were shown in, where it is said. */
  readonly language?: UiLanguage | undefined
  /** Alone, or read out with the peer there, where it is said. */
  readonly answeredWith?: 'alone' | 'peer' | undefined
  readonly answeredAt: Instant
}

export type OutcomeSeriesCommand =
  | Command<'ScheduleSeries', AboutSeries & Measures & { readonly scheduledAt: Instant }>
  | Command<'MarkMeasureDue', OfMeasure & { readonly at: Instant }>
  | Command<'MarkMeasureOverdue', OfMeasure & { readonly at: Instant }>
  | Command<'AnswerMeasure', OfMeasure & Answering>
  | Command<'DeclineMeasure', OfMeasure & { readonly declinedAt: Instant }>
  | Command<'ShareSafetyAnswer', OfMeasure & SafetySharing>
  | Command<'AcknowledgeSafetyAnswer', OfMeasure & SafetyAcknowledgement>
  | Command<'EndSeries', OfSeries & Measures & { readonly endedAt: Instant }>

export type OutcomeSeriesEvent =
  | Event<'SeriesScheduled', AboutSeries & { readonly scheduledAt: Instant }>
  | Event<'MeasureScheduled', AboutSeries & PlannedMeasure>
  /** The day has come: the person may be asked. */
  | Event<'MeasureFellDue', AboutMeasure & { readonly dueSince: Instant }>
  | Event<'MeasureOverdue', AboutMeasure & { readonly overdueSince: Instant }>
  /** The person answered as much as they wanted to; scored under the version of the instrument named. */
  | Event<
      'MeasureAnswered',
      AboutMeasure & Answering & MeasureScore & { readonly instrumentVersion: string }
    >
  /** The person did not want to; they may still answer later. */
  | Event<'MeasureDeclined', AboutMeasure & { readonly declinedAt: Instant }>
  /** The assignment ended before this was answered: nobody is asked any more. */
  | Event<'MeasureCancelled', AboutMeasure & { readonly cancelledAt: Instant }>
  | SafetyEvent
  | Event<'SeriesEnded', AboutSeries & { readonly endedAt: Instant }>

export type OutcomeSeriesRefusal = RefusalOf<'outcomeSeries'>

export type MeasureStatus = 'scheduled' | 'due' | 'overdue' | 'answered' | 'declined' | 'cancelled'
export type Measure = PlannedMeasure & {
  readonly status: MeasureStatus
  readonly answers: readonly MeasureAnswer[]
  readonly showSafety?: boolean
  readonly safety?: SafetyAnswer
}

export type OutcomeSeries =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'ended'
      readonly about: AboutSeries
      readonly measures: ReadonlyMap<MeasureId, Measure>
    }

export type Known = Exclude<OutcomeSeries, { status: 'none' }>
export type SeriesDecision = Decision<OutcomeSeriesEvent, OutcomeSeriesRefusal>

export function aboutMeasure(
  { about }: Known,
  { measureId, instrument, occasion }: Measure,
): AboutMeasure {
  return { ...about, measureId, instrument, occasion }
}

export function evolveSeries(state: OutcomeSeries, event: OutcomeSeriesEvent): OutcomeSeries {
  if (event.type === 'SeriesScheduled') {
    const { scheduledAt: _at, ...about } = event.data
    return { status: 'open', about, measures: new Map() }
  }
  if (state.status === 'none') return state
  switch (event.type) {
    case 'MeasureScheduled': {
      const { measureId, instrument, occasion, dueAt, overdueAt } = event.data
      const measure = { measureId, instrument, occasion, dueAt, overdueAt }
      return withMeasure(state, { ...measure, status: 'scheduled', answers: [] })
    }
    case 'MeasureFellDue':
      return changed(state, event.data.measureId, { status: 'due' })
    case 'MeasureOverdue':
      return changed(state, event.data.measureId, { status: 'overdue' })
    case 'MeasureAnswered': {
      const { measureId, answers, showSafety } = event.data
      return changed(state, measureId, { status: 'answered', answers, showSafety })
    }
    case 'MeasureDeclined':
      return changed(state, event.data.measureId, { status: 'declined' })
    case 'MeasureCancelled':
      return changed(state, event.data.measureId, { status: 'cancelled' })
    case 'SafetyAnswerShared':
    case 'SafetyAnswerAcknowledged': {
      const { measureId } = event.data
      const safety = safetyAfter(state.measures.get(measureId)?.safety, event)
      return changed(state, measureId, { safety })
    }
    case 'SeriesEnded':
      return { ...state, status: 'ended' }
    default:
      return unreachable(event)
  }
}

function changed(state: Known, measureId: MeasureId, change: Partial<Measure>): Known {
  const measure = state.measures.get(measureId)
  return measure === undefined ? state : withMeasure(state, { ...measure, ...change })
}

function withMeasure(state: Known, measure: Measure): Known {
  return { ...state, measures: new Map(state.measures).set(measure.measureId, measure) }
}

import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { UiLanguage } from '@careloom/terminology'
import type {
  AssignmentId,
  MeasureId,
  OrganizationId,
  PersonId,
  ReferralId,
  SeriesId,
} from './ids.ts'
import { instruments } from './instruments/catalogue.ts'
import type { InstrumentCode } from './instruments/instrument.ts'
import { allAnswers, scoreOf, unknownAnswer } from './scoring.ts'
import type { MeasureAnswer, MeasureScore } from './scoring.ts'
import type { Occasion, PlannedMeasure } from './schedule.ts'

export type AboutSeries = {
  readonly seriesId: SeriesId
  readonly personId: PersonId
  readonly assignmentId: AssignmentId
  readonly referralId: ReferralId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies to the programme. */
  readonly part2: boolean
}

type OfSeries = Pick<AboutSeries, 'seriesId'>
type OfMeasure = OfSeries & { readonly measureId: MeasureId }
type Measures = { readonly measures: readonly PlannedMeasure[] }
type Answering = {
  readonly answers: readonly MeasureAnswer[]
  /** The language that the questions were shown in; null: not said. */
  readonly language: UiLanguage | null
  /** Alone, or read out with the peer there; null: not said. */
  readonly answeredWith: 'alone' | 'peer' | null
  readonly answeredAt: Instant
}

export type OutcomeSeriesCommand =
  | Command<'ScheduleSeries', AboutSeries & Measures & { readonly scheduledAt: Instant }>
  | Command<'MarkMeasureDue', OfMeasure & { readonly at: Instant }>
  | Command<'MarkMeasureOverdue', OfMeasure & { readonly at: Instant }>
  | Command<'AnswerMeasure', OfMeasure & Answering>
  | Command<'DeclineMeasure', OfMeasure & { readonly declinedAt: Instant }>
  | Command<'EndSeries', OfSeries & Measures & { readonly endedAt: Instant }>

type AboutMeasure = AboutSeries & {
  readonly measureId: MeasureId
  readonly instrument: InstrumentCode
  readonly occasion: Occasion
}

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
  | Event<'SeriesEnded', AboutSeries & { readonly endedAt: Instant }>

export type OutcomeSeriesRefusal =
  | 'series-already-scheduled'
  | 'series-not-scheduled'
  | 'measures-missing'
  | 'measures-not-distinct'
  | 'measure-unknown'
  | 'measure-not-yet-due'
  | 'measure-not-yet-overdue'
  | 'measure-already-answered'
  | 'measure-cancelled'
  | 'answer-unknown'

export type MeasureStatus = 'scheduled' | 'due' | 'overdue' | 'answered' | 'declined' | 'cancelled'
export type Measure = PlannedMeasure & {
  readonly status: MeasureStatus
  readonly answers: readonly MeasureAnswer[]
}

export type OutcomeSeries =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'ended'
      readonly about: AboutSeries
      readonly measures: ReadonlyMap<MeasureId, Measure>
    }

type Known = Exclude<OutcomeSeries, { status: 'none' }>
type LaterCommand = Exclude<OutcomeSeriesCommand, { type: 'ScheduleSeries' }>
type DataOf<Type extends OutcomeSeriesCommand['type']> = Extract<
  OutcomeSeriesCommand,
  { type: Type }
>['data']
type SeriesDecision = Decision<OutcomeSeriesEvent, OutcomeSeriesRefusal>

/** The measures of one assignment, from baseline to end. Every item, and every measure, may be skipped. */
export const outcomeSeriesDecider: Decider<
  OutcomeSeries,
  OutcomeSeriesCommand,
  OutcomeSeriesEvent,
  OutcomeSeriesRefusal
> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'ScheduleSeries') return schedule(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'series-not-scheduled')
    return whenScheduled(command, state)
  },
  evolve: evolveSeries,
}

function whenScheduled(command: LaterCommand, state: Known): SeriesDecision {
  if (command.type === 'EndSeries') return end(command.data, state)
  const measure = state.measures.get(command.data.measureId)
  if (measure === undefined) return refuse('not-found', 'measure-unknown')
  switch (command.type) {
    case 'MarkMeasureDue':
      return markDue(command.data, measure, state)
    case 'MarkMeasureOverdue':
      return markOverdue(command.data, measure, state)
    case 'AnswerMeasure':
      return answer(command.data, measure, state)
    case 'DeclineMeasure':
      return decline(command.data, measure, state)
    default:
      return unreachable(command)
  }
}

function schedule(data: DataOf<'ScheduleSeries'>, state: OutcomeSeries): SeriesDecision {
  const { measures, scheduledAt, ...about } = data
  if (state.status !== 'none')
    return state.about.assignmentId === about.assignmentId
      ? accept()
      : refuse('conflict', 'series-already-scheduled')
  if (measures.length === 0) return refuse('incorrect', 'measures-missing')
  if (!areDistinct(measures)) return refuse('incorrect', 'measures-not-distinct')
  return accept<OutcomeSeriesEvent>(
    { type: 'SeriesScheduled', data: { ...about, scheduledAt } },
    ...scheduledEvents(about, measures),
  )
}

/** A timer: too early is refused, and what was answered, declined or cancelled is left alone. */
function markDue({ at }: DataOf<'MarkMeasureDue'>, measure: Measure, state: Known): SeriesDecision {
  if (measure.status !== 'scheduled') return accept()
  if (at < measure.dueAt) return refuse('conflict', 'measure-not-yet-due')
  const data = { ...aboutMeasure(state, measure), dueSince: measure.dueAt }
  return accept({ type: 'MeasureFellDue', data })
}

function markOverdue(
  { at }: DataOf<'MarkMeasureOverdue'>,
  measure: Measure,
  state: Known,
): SeriesDecision {
  if (measure.status !== 'scheduled' && measure.status !== 'due') return accept()
  if (at < measure.overdueAt) return refuse('conflict', 'measure-not-yet-overdue')
  const data = { ...aboutMeasure(state, measure), overdueSince: measure.overdueAt }
  return accept({ type: 'MeasureOverdue', data })
}

/** Answered once; the same answers again change nothing. */
function answer(data: DataOf<'AnswerMeasure'>, measure: Measure, state: Known): SeriesDecision {
  const instrument = instruments[measure.instrument]
  const unknown = unknownAnswer(instrument, data.answers)
  if (unknown !== undefined) return refuse('incorrect', 'answer-unknown', { linkId: unknown })
  const answers = allAnswers(instrument, data.answers)
  if (measure.status === 'cancelled') return refuse('conflict', 'measure-cancelled')
  if (measure.status === 'answered')
    return JSON.stringify(answers) === JSON.stringify(measure.answers)
      ? accept()
      : refuse('conflict', 'measure-already-answered')
  const { language, answeredWith, answeredAt } = data
  return accept({
    type: 'MeasureAnswered',
    data: {
      ...aboutMeasure(state, measure),
      instrumentVersion: instrument.version,
      answers,
      language,
      answeredWith,
      answeredAt,
      ...scoreOf(instrument, answers),
    },
  })
}

function decline(
  { declinedAt }: DataOf<'DeclineMeasure'>,
  measure: Measure,
  state: Known,
): SeriesDecision {
  if (measure.status === 'declined' || measure.status === 'cancelled') return accept()
  if (measure.status === 'answered') return refuse('conflict', 'measure-already-answered')
  const data = { ...aboutMeasure(state, measure), declinedAt }
  return accept({ type: 'MeasureDeclined', data })
}

/** What was not answered is not asked any more; the measures of the end are scheduled in its place. */
function end(data: DataOf<'EndSeries'>, state: Known): SeriesDecision {
  if (state.status === 'ended') return accept()
  const { measures, endedAt } = data
  const isNew = measures.every(({ measureId }) => !state.measures.has(measureId))
  if (!areDistinct(measures) || !isNew) return refuse('incorrect', 'measures-not-distinct')
  const open = [...state.measures.values()].filter(({ status }) =>
    ['scheduled', 'due', 'overdue'].includes(status),
  )
  return accept<OutcomeSeriesEvent>(
    ...open.map((measure): OutcomeSeriesEvent => {
      const cancelled = { ...aboutMeasure(state, measure), cancelledAt: endedAt }
      return { type: 'MeasureCancelled', data: cancelled }
    }),
    ...scheduledEvents(state.about, measures),
    { type: 'SeriesEnded', data: { ...state.about, endedAt } },
  )
}

function scheduledEvents(
  about: AboutSeries,
  measures: readonly PlannedMeasure[],
): readonly OutcomeSeriesEvent[] {
  return measures.map((measure) => ({ type: 'MeasureScheduled', data: { ...about, ...measure } }))
}

function areDistinct(measures: readonly PlannedMeasure[]): boolean {
  return new Set(measures.map(({ measureId }) => measureId)).size === measures.length
}

function aboutMeasure(
  { about }: Known,
  { measureId, instrument, occasion }: Measure,
): AboutMeasure {
  return { ...about, measureId, instrument, occasion }
}

function evolveSeries(state: OutcomeSeries, event: OutcomeSeriesEvent): OutcomeSeries {
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
      const { measureId, answers } = event.data
      return changed(state, measureId, { status: 'answered', answers })
    }
    case 'MeasureDeclined':
      return changed(state, event.data.measureId, { status: 'declined' })
    case 'MeasureCancelled':
      return changed(state, event.data.measureId, { status: 'cancelled' })
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

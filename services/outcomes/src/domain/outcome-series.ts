import { accept, refuse, unreachable, type Decider } from '@careloom/event-sourcing'
import type { AboutSeries } from './about-measure.ts'
import { instruments } from './instruments/catalogue.ts'
import {
  aboutMeasure,
  evolveSeries,
  type Known,
  type Measure,
  type OutcomeSeries,
  type OutcomeSeriesCommand,
  type OutcomeSeriesEvent,
  type OutcomeSeriesRefusal,
  type SeriesDecision,
} from './outcome-series-state.ts'
import { acknowledgeSafetyAnswer, shareSafetyAnswer } from './share-safety-answer.ts'
import type { PlannedMeasure } from './schedule.ts'
import { allAnswers, scoreOf, unknownAnswer } from './scoring.ts'

type LaterCommand = Exclude<OutcomeSeriesCommand, { type: 'ScheduleSeries' }>
type DataOf<Type extends OutcomeSeriesCommand['type']> = Extract<
  OutcomeSeriesCommand,
  { type: Type }
>['data']

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
    case 'ShareSafetyAnswer':
      return shareSafetyAnswer(command.data, measure, state)
    case 'AcknowledgeSafetyAnswer':
      return acknowledgeSafetyAnswer(command.data, measure, state)
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

import type { RouteResponse } from '@careloom/web-api'
import type { Context } from './context.ts'

type OutcomeLine = RouteResponse<'getClinicianReferral'>['outcomes'][number]

/** The scores of a person over time with their range, and the change in words that do not claim a cause. */
export async function outcomeLines(personId: string, context: Context): Promise<OutcomeLine[]> {
  const [{ lines }, instruments] = await Promise.all([
    context.services.outcomes.listOutcomes({ personId }, context.call()),
    instrumentsByKey(context),
  ])
  return lines.map(({ instrument, points, direction, reliable }) => {
    const known = instruments.get(instrument)
    const answers = points.map(({ answeredAt, score, low, high }) => ({
      on: answeredAt.slice(0, 10),
      score,
      low,
      high,
    }))
    const [first, last] = [answers[0], answers.at(-1)]
    const change =
      first === undefined || last === undefined || answers.length < 2 || direction === undefined
        ? null
        : {
            from: first.score,
            to: last.score,
            days: daysBetween(first.on, last.on),
            direction: directionOf(direction),
            reliable,
            low: last.low - first.high,
            high: last.high - first.low,
          }
    return {
      instrument,
      name: known?.name ?? instrument,
      min: known?.minScore ?? 0,
      max: known?.maxScore ?? 0,
      lowerIsBetter: known?.lowerIsBetter ?? true,
      answers,
      change,
    }
  })
}

export async function instrumentsByKey(context: Context) {
  const { instruments } = await context.services.outcomes.listInstruments({}, context.call())
  return new Map(instruments.map((each) => [each.instrument, each]))
}

const directionOf = (direction: string): 'better' | 'worse' | 'same' =>
  direction === 'better' || direction === 'worse' ? direction : 'same'
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** Measures that wait for an answer. */
export async function measuresDue(
  personId: string,
  context: Context,
): Promise<RouteResponse<'getPersonHome'>['measuresDue']> {
  const [{ measures }, instruments] = await Promise.all([
    context.services.outcomes.listMeasures({ personId, dueOnly: true }, context.call()),
    instrumentsByKey(context),
  ])
  return measures.map((measure) => {
    const items = instruments.get(measure.instrument)?.items.length ?? 1
    return {
      measureId: measure.measureId,
      instrument: measure.instrument,
      name: instruments.get(measure.instrument)?.name ?? measure.instrument,
      itemCount: items,
      // Some fifteen seconds an item.
      minutes: Math.max(1, Math.ceil(items / 4)),
      dueOn: measure.dueAt.slice(0, 10),
      overdue: measure.overdue,
    }
  })
}

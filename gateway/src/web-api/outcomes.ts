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
      low: rounded(low),
      high: rounded(high),
    }))
    return {
      instrument,
      name: known?.name ?? instrument,
      min: known?.minScore ?? 0,
      max: known?.maxScore ?? 0,
      lowerIsBetter: known?.lowerIsBetter ?? true,
      answers,
      change: changeOf(points, direction, reliable),
    }
  })
}

type Point = {
  readonly answeredAt: string
  readonly score: number
  readonly low: number
  readonly high: number
}

/** From the first score to the last; null with fewer than two. */
export function changeOf(
  points: readonly Point[],
  direction: string | undefined,
  reliable: boolean,
): OutcomeLine['change'] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 2 || direction === undefined)
    return null
  return {
    from: first.score,
    to: last.score,
    days: daysBetween(first.answeredAt.slice(0, 10), last.answeredAt.slice(0, 10)),
    direction: directionOf(direction),
    reliable,
    by: last.score - first.score,
    margin: marginOf(points),
  }
}

const rounded = (points: number): number => Math.round(points * 10) / 10

/**
 * How far a true difference likely lies from the one of two scores, each likely within the same half range: its root of two
 * (Jacobson and Truax 1991). Read off the widest half, because ranges end where the instrument does.
 */
function marginOf(points: readonly Point[]): number | null {
  const half = Math.max(...points.flatMap(({ score, low, high }) => [score - low, high - score]))
  return half > 0 ? rounded(half * Math.SQRT2) : null
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

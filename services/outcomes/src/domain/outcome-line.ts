import type { Instant } from '@careloom/event-sourcing'
import { instruments } from './instruments/catalogue.ts'
import type { InstrumentCode } from './instruments/instrument.ts'
import { changeBetween, likelyRange } from './scoring.ts'
import type { Change } from './scoring.ts'

export type OutcomePoint = {
  readonly answeredAt: Instant
  readonly score: number
  /** Where the true total likely lies; undefined where nobody published how sure one may be. */
  readonly range: { readonly low: number; readonly high: number } | undefined
}

/** The scores of one instrument over time; the change from the first to the last, once there are two. */
export type OutcomeLine = {
  readonly instrument: InstrumentCode
  readonly points: readonly OutcomePoint[]
  readonly change: Change | undefined
}

export function outcomeLine(
  code: InstrumentCode,
  scores: readonly { readonly answeredAt: Instant; readonly score: number }[],
): OutcomeLine {
  const instrument = instruments[code]
  const points = [...scores]
    .sort((a, b) => (a.answeredAt < b.answeredAt ? -1 : 1))
    .map((each) => ({ ...each, range: likelyRange(instrument, each.score) }))
  const [first, last] = [points[0], points.at(-1)]
  const change =
    first === undefined || last === undefined || points.length < 2
      ? undefined
      : changeBetween(instrument, first.score, last.score)
  return { instrument: code, points, change }
}

import { later } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import type { InstrumentCode } from './instruments/instrument.ts'
import type { MeasureId } from './ids.ts'

export const occasions = ['baseline', 'day-30', 'day-90', 'day-180', 'end'] as const
export type Occasion = (typeof occasions)[number]

/** One instrument on one occasion. */
export type PlannedMeasure = {
  readonly measureId: MeasureId
  readonly instrument: InstrumentCode
  readonly occasion: Occasion
  readonly dueAt: Instant
  readonly overdueAt: Instant
}

/** From the start of the assignment, in days. */
const scheduledDays = [
  ['baseline', 0],
  ['day-30', 30],
  ['day-90', 90],
  ['day-180', 180],
] as const

/** Days that somebody has before a measure counts as overdue. */
export const graceDays = 14

const dayMs = 86_400_000

/** Every instrument on every occasion but the end; `nextId` gives each measure its id. */
export function plannedMeasures(
  instruments: readonly InstrumentCode[],
  startedAt: Instant,
  nextId: () => MeasureId,
): readonly PlannedMeasure[] {
  return scheduledDays.flatMap(([occasion, days]) =>
    instruments.map((instrument) => planned(nextId(), instrument, occasion, startedAt, days)),
  )
}

/** Every instrument once more, when the assignment ends. */
export function measuresAtEnd(
  instruments: readonly InstrumentCode[],
  endedAt: Instant,
  nextId: () => MeasureId,
): readonly PlannedMeasure[] {
  return instruments.map((instrument) => planned(nextId(), instrument, 'end', endedAt, 0))
}

function planned(
  measureId: MeasureId,
  instrument: InstrumentCode,
  occasion: Occasion,
  from: Instant,
  days: number,
): PlannedMeasure {
  const dueAt = later(from, days * dayMs)
  return { measureId, instrument, occasion, dueAt, overdueAt: later(dueAt, graceDays * dayMs) }
}

import { later } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import type { InstrumentCode } from './instruments/instrument.ts'
import type { MeasureId } from './ids.ts'

export type Occasion = 'baseline' | 'day-30' | 'day-90' | 'day-180' | 'end'

/** PHQ-9 and GAD-7 for everybody; recovery capital in addition where the programme is under 42 CFR Part 2. */
export function instrumentsFor(part2: boolean): readonly InstrumentCode[] {
  return part2 ? ['phq-9', 'gad-7', 'barc-10'] : ['phq-9', 'gad-7']
}

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
export const defaultGraceDays = 14

const dayMs = 86_400_000

/** Which id a measure gets: the same one whenever it is asked again. */
export type MeasureIds = (instrument: InstrumentCode, occasion: Occasion) => MeasureId

/** Every instrument on every occasion but the end. */
export function plannedMeasures(
  instruments: readonly InstrumentCode[],
  startedAt: Instant,
  idOf: MeasureIds,
  graceDays = defaultGraceDays,
): readonly PlannedMeasure[] {
  return scheduledDays.flatMap(([occasion, days]) =>
    instruments.map((instrument) =>
      planned(
        idOf(instrument, occasion),
        instrument,
        occasion,
        later(startedAt, days * dayMs),
        graceDays,
      ),
    ),
  )
}

/** Every instrument once more, when the assignment ends. */
export function measuresAtEnd(
  instruments: readonly InstrumentCode[],
  endedAt: Instant,
  idOf: MeasureIds,
  graceDays = defaultGraceDays,
): readonly PlannedMeasure[] {
  return instruments.map((instrument) =>
    planned(idOf(instrument, 'end'), instrument, 'end', endedAt, graceDays),
  )
}

function planned(
  measureId: MeasureId,
  instrument: InstrumentCode,
  occasion: Occasion,
  dueAt: Instant,
  graceDays: number,
): PlannedMeasure {
  return { measureId, instrument, occasion, dueAt, overdueAt: later(dueAt, graceDays * dayMs) }
}

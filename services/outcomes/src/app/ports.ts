import type { AssignmentId, MeasureId, SeriesId } from '../domain/ids.ts'
import type { InstrumentCode } from '../domain/instruments/instrument.ts'
import type { Occasion } from '../domain/schedule.ts'

/** The ids of what an assignment schedules: the same ones whenever they are asked for again. */
export type DerivedIds = {
  seriesId(assignmentId: AssignmentId): SeriesId
  measureId(assignmentId: AssignmentId, instrument: InstrumentCode, occasion: Occasion): MeasureId
}

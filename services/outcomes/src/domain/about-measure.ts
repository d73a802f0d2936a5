import type {
  AssignmentId,
  MeasureId,
  OrganizationId,
  PersonId,
  ReferralId,
  SeriesId,
} from './ids.ts'
import type { InstrumentCode } from './instruments/instrument.ts'
import type { Occasion } from './schedule.ts'

export type AboutSeries = {
  readonly seriesId: SeriesId
  readonly personId: PersonId
  readonly assignmentId: AssignmentId
  readonly referralId: ReferralId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies to the programme. */
  readonly part2: boolean
}

export type AboutMeasure = AboutSeries & {
  readonly measureId: MeasureId
  readonly instrument: InstrumentCode
  readonly occasion: Occasion
}

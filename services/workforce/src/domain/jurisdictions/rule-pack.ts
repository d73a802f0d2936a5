import type { CalendarDay } from '@careloom/event-sourcing'
import type { KindOfHours, TrainingModule } from '../credential-events.ts'

/** What a jurisdiction asks of a peer worker, from a day on: data with its source, never code. */
export type RulePack = {
  readonly id: string
  readonly jurisdiction: string
  readonly name: string
  /** What a certified peer worker is called there. */
  readonly title: string
  readonly validFrom: CalendarDay
  readonly source: string
  readonly hours: readonly HoursRule[]
  readonly modules: readonly ModuleRule[]
  readonly requiresExam: boolean
  readonly requiresCodeOfEthics: boolean
  readonly requiresLivedExperience: boolean
  readonly renewal?: RenewalRule
}

export type HoursRule = { readonly kind: KindOfHours; readonly atLeast: number }
/** How often a module must be completed again; absent: once is enough. */
export type ModuleRule = {
  readonly module: TrainingModule
  readonly refresherMonths?: number
}
export type RenewalRule = {
  readonly everyMonths: number
  /** Hours since the last issue or renewal. */
  readonly hours: readonly HoursRule[]
}

import type { Coding } from '@careloom/terminology'

/** `es` only where a translation may be shown: an instrument is never translated by us. */
export type ItemText = { readonly en: string; readonly es?: string | undefined }

export type InstrumentOption = {
  readonly value: number
  readonly text: ItemText
  readonly coding?: Coding
}

export type InstrumentItem = {
  readonly linkId: string
  readonly text: ItemText
  readonly coding?: Coding
  /** An answer above the lowest asks for safety first: crisis lines at once, and the person's own plan. */
  readonly isAboutSelfHarm: boolean
}

/** A range of totals in words; never a diagnosis. */
export type Band = { readonly from: number; readonly to: number; readonly text: ItemText }

/** A questionnaire as data. A version, once answered, is never changed. */
export type Instrument = {
  readonly code: InstrumentCode
  readonly version: string
  readonly name: string
  readonly lead: ItemText
  readonly items: readonly InstrumentItem[]
  readonly options: readonly InstrumentOption[]
  readonly lowestTotal: number
  readonly highestTotal: number
  readonly isLowerBetter: boolean
  readonly bands: readonly Band[]
  /** Points by which two totals must differ to be more than chance; absent: none was published. */
  readonly reliableChange?: number
  readonly licence: string
  readonly source: string
  readonly panelCode?: Coding
  readonly totalCode?: Coding
}

export const instrumentCodes = ['phq-9', 'gad-7', 'barc-10'] as const
export type InstrumentCode = (typeof instrumentCodes)[number]

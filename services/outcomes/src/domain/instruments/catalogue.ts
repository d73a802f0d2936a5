import { barc10 } from './barc-10.ts'
import { gad7 } from './gad-7.ts'
import type { Instrument, InstrumentCode } from './instrument.ts'
import { phq9 } from './phq-9.ts'

/** The instruments that may be embedded, by code. */
export const instruments: Readonly<Record<InstrumentCode, Instrument>> = {
  'phq-9': phq9,
  'gad-7': gad7,
  'barc-10': barc10,
}

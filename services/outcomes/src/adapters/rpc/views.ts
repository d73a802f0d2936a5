import type {
  Instrument as WireInstrument,
  InstrumentOption as WireOption,
  MeasureView,
  OutcomeLine as WireLine,
} from '@careloom/proto/outcomes'
import type { MeasureRow } from '../../app/projections/measure-list.ts'
import type { Instrument } from '../../domain/instruments/instrument.ts'
import type { OutcomeLine } from '../../domain/outcome-line.ts'

export function measureView(row: MeasureRow): MeasureView {
  const { measureId, personId, assignmentId, instrument, occasion, dueAt, status } = row
  const { answeredAt, answeredPosition, safety } = row
  const overdue = status === 'overdue'
  return {
    measureId,
    personId,
    assignmentId,
    instrument,
    occasion,
    dueAt,
    overdue,
    status: overdue ? 'due' : status,
    answeredAt,
    answeredPosition,
    safety: safety && { ...safety, told: safety.told.map((each) => ({ ...each })) },
  }
}

export function outcomeLineView({ instrument, points, change }: OutcomeLine): WireLine {
  return {
    instrument,
    points: points.map(({ answeredAt, score, range }) => ({
      answeredAt,
      score,
      low: range?.low ?? score,
      high: range?.high ?? score,
    })),
    direction: change?.direction,
    reliable: change?.reliability === 'reliable',
  }
}

export function instrumentView(instrument: Instrument): WireInstrument {
  const { code, name, lead, items, lowestTotal, highestTotal, isLowerBetter, licence } = instrument
  return {
    instrument: code,
    name,
    leadEn: lead.en,
    leadEs: lead.es,
    items: items.map(({ linkId, text, coding }) => ({
      linkId,
      textEn: text.en,
      textEs: text.es,
      code: coding?.code,
      options: optionsOf(instrument),
    })),
    minScore: lowestTotal,
    maxScore: highestTotal,
    lowerIsBetter: isLowerBetter,
    licence,
    panelCode: instrument.panelCode?.code,
    totalCode: instrument.totalCode?.code,
  }
}

function optionsOf({ options }: Instrument): WireOption[] {
  return options.map(({ value, text }) => ({
    value,
    textEn: text.en,
    textEs: text.es,
  }))
}

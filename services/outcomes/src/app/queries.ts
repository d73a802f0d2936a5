import type { Clock, ReadModel } from '@careloom/event-sourcing'
import { instrumentCodes } from '../domain/instruments/instrument.ts'
import { outcomeLine, type OutcomeLine } from '../domain/outcome-line.ts'
import type { MeasureRow } from './projections/measure-list.ts'

export type OutcomeQueries = {
  get(measureId: string): Promise<MeasureRow | undefined>
  /** By when they are due; `dueOnly`: those that wait for an answer now. */
  list(personId: string, dueOnly: boolean): Promise<readonly MeasureRow[]>
  /** One line per instrument that was ever scored. */
  lines(personId: string): Promise<readonly OutcomeLine[]>
  /** Resolves when what was recorded at a position of the log can be read here. @throws NotCaughtUp */
  reached(position: number): Promise<void>
}

const maxMeasures = 1_000

export function outcomeQueries(measures: ReadModel<MeasureRow>, clock: Clock): OutcomeQueries {
  async function ofPerson(personId: string): Promise<readonly MeasureRow[]> {
    const range = { index: 'person', from: personId, to: personId, limit: maxMeasures }
    const rows = (await measures.find(range)).map(({ row }) => standingNow(row, clock()))
    return rows.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  }
  return {
    async get(measureId) {
      const row = await measures.get(measureId)
      return row === undefined ? undefined : standingNow(row, clock())
    },
    async list(personId, dueOnly) {
      const rows = await ofPerson(personId)
      return dueOnly ? rows.filter(({ status }) => status === 'due' || status === 'overdue') : rows
    },
    async lines(personId) {
      const rows = await ofPerson(personId)
      const scored = instrumentCodes.map((code) => outcomeLine(code, scoresOf(rows, code)))
      return scored.filter(({ points }) => points.length > 0)
    },
    async reached(position) {
      if (position > 0) await measures.reached(position)
    },
  }
}

/** A measure is due from its instant on, not from when a timer got round to saying so. */
function standingNow(row: MeasureRow, now: string): MeasureRow {
  if (row.status !== 'scheduled' && row.status !== 'due') return row
  if (now >= row.overdueAt) return { ...row, status: 'overdue' }
  return now >= row.dueAt ? { ...row, status: 'due' } : row
}

function sortKey({ dueAt, instrument }: MeasureRow): string {
  return `${dueAt} ${instrumentCodes.indexOf(instrument)}`
}

function scoresOf(rows: readonly MeasureRow[], code: MeasureRow['instrument']) {
  return rows.flatMap(({ instrument, answeredAt, total }) =>
    instrument === code && answeredAt !== undefined && typeof total === 'number'
      ? [{ answeredAt, score: total }]
      : [],
  )
}

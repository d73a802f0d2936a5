import { error, FhirProblem } from './outcome.ts'

/** A span of texts that sort as dates do; both ends included. `not` means everything outside it. */
export type DateRange = { readonly from: string; readonly to: string; readonly not?: boolean }

const last = '~'
const shape =
  /^(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/

/**
 * FHIR date search over text order: `ge2026-01-01`, `lt2026-02`. A value means the whole span that its precision leaves
 * open: a day all of its instants, a second all of its milliseconds.
 * @throws FhirProblem 400 for what is no date
 */
export function dateRange(value: string, name: string): DateRange {
  const match = shape.exec(value)
  const date = match === null ? undefined : toUtc(match[2] ?? '', match[3])
  if (date === undefined)
    throw new FhirProblem(400, [
      error('value', `${name} must be a FHIR date with an optional prefix.`),
    ])
  const after = date + last
  switch (match?.[1]) {
    case 'gt':
    case 'sa':
      return { from: after, to: last }
    case 'ge':
      return { from: date, to: last }
    case 'lt':
    case 'eb':
      return { from: '', to: before(date) }
    case 'le':
      return { from: '', to: after }
    case 'ne':
      return { from: date, to: after, not: true }
    default:
      return { from: date, to: after }
  }
}

export const inRange = (value: string, { from, to, not }: DateRange): boolean =>
  value !== '' && (value >= from && value <= to) !== (not ?? false)

/** In UTC, as far as it was said; undefined when there is no such time. A time without a zone is taken as UTC. */
function toUtc(date: string, time: string | undefined): string | undefined {
  if (time === undefined) return date
  const at = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`)
  return Number.isNaN(at)
    ? undefined
    : new Date(at).toISOString().slice(0, Math.min(10 + 1 + time.length, 23))
}

/** The greatest text below `date`. */
const before = (date: string): string =>
  date.slice(0, -1) + String.fromCharCode(date.charCodeAt(date.length - 1) - 1) + last

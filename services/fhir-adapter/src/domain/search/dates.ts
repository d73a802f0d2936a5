import { error, FhirProblem } from '../outcome.ts'

/** A span of texts that sort as times do; both ends included. */
export type Span = { readonly from: string; readonly to: string }
type DateSearch = {
  readonly holds: (span: Span) => boolean
  /** Where the start of every span that holds lies; undefined: anywhere. */
  readonly starts: Span | undefined
}
/** What is searched: times to the millisecond, days or times, or periods. */
export type DateKind = 'instant' | 'date' | 'period'

/** Sorts after everything that a date may go on with. */
const last = '~'
const shape =
  /^(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/

/** All that a date leaves open: a day all of its instants. An instant is its own span, however far it is said. */
export const spanOf = (date: string): Span => ({ from: date, to: date + last })

/** A period; one without an end goes on. */
export const spanOfPeriod = (start: string, end: string | undefined): Span => ({
  from: start,
  to: end === undefined ? last : end + last,
})

/**
 * FHIR date search over text order: `ge2026-01-01`, `lt2026-02` (FHIR R4 3.1.1.4.6). Both the value searched for and the
 * one found mean the whole span that their precision leaves open.
 * @throws FhirProblem 400 for what is no date
 */
export function dateSearch(value: string, name: string, kind: DateKind): DateSearch {
  const match = shape.exec(value)
  const date = match === null ? undefined : toUtc(match[2] ?? '', match[3])
  if (date === undefined)
    throw new FhirProblem(400, [
      error('value', `${name} must be a FHIR date with an optional prefix.`),
    ])
  return searches[match?.[1] ?? 'eq']?.(date, date + last, kind) ?? never
}

const never: DateSearch = { holds: () => false, starts: undefined }

const within = (from: string, to: string) => (span: Span) => span.from >= from && span.to <= to

const searches: Readonly<Record<string, (from: string, to: string, kind: DateKind) => DateSearch>> =
  {
    eq: (from, to) => ({ holds: within(from, to), starts: { from, to } }),
    ne: (from, to) => ({ holds: (span) => !within(from, to)(span), starts: undefined }),
    gt: (from, to, kind) => ({ holds: (span) => span.to > to, starts: onwards(from, kind) }),
    ge: (from, to, kind) => ({
      holds: (span) => span.to > to || within(from, to)(span),
      starts: onwards(from, kind),
    }),
    lt: (from) => ({ holds: (span) => span.from < from, starts: { from: '', to: before(from) } }),
    le: (from, to) => ({
      holds: (span) => span.from < from || within(from, to)(span),
      starts: { from: '', to },
    }),
    sa: (_from, to) => ({ holds: (span) => span.from > to, starts: { from: to, to: last } }),
    eb: (from) => ({ holds: (span) => span.to < from, starts: { from: '', to: before(from) } }),
  }

/** What ends later may have begun at any time, if it is a period; a day that ends later may have begun in that very day. */
function onwards(from: string, kind: DateKind): Span | undefined {
  if (kind === 'period') return undefined
  return { from: kind === 'date' ? from.slice(0, 10) : from, to: last }
}

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

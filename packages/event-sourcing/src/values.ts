declare const brand: unique symbol

/** A string that only its parser makes. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** UTC, ISO 8601 with milliseconds: `2026-11-09T14:02:00.000Z`. */
export type Instant = Brand<string, 'Instant'>

/** A day in somebody's life, without a time zone: `2026-11-09`. */
export type CalendarDay = Brand<string, 'CalendarDay'>

/** Bad input. Names the field, never the value, so that it may be logged and shown. */
export class InvalidInput extends Error {
  readonly field: string
  constructor(field: string, expectation: string) {
    super(`${field} ${expectation}`)
    this.name = 'InvalidInput'
    this.field = field
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A parser for an id of a kind: a UUID in lower case. @throws InvalidInput otherwise. */
export function idParser<Name extends string>(name: Name): (value: unknown) => Brand<string, Name> {
  return (value) => {
    if (typeof value !== 'string' || !uuid.test(value))
      throw new InvalidInput(name, 'must be a UUID')
    return value as Brand<string, Name>
  }
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** @throws InvalidInput unless `value` is an ISO 8601 time with a zone; answers it in UTC with milliseconds. */
export function parseInstant(field: string, value: unknown): Instant {
  const at = typeof value === 'string' && instant.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidInput(field, 'must be an ISO 8601 time with a time zone')
  return instantOf(at)
}

let lastMs = Number.NaN
let lastInstant = '' as Instant

/** Milliseconds since 1970 as an Instant. */
export function instantOf(epochMs: number): Instant {
  // Many events of one millisecond have the same time: it is written once.
  if (epochMs !== lastMs) {
    lastInstant = new Date(epochMs).toISOString() as Instant
    lastMs = epochMs
  }
  return lastInstant
}

/** An Instant a number of milliseconds later (earlier if negative). */
export function later(from: Instant, ms: number): Instant {
  return instantOf(Date.parse(from) + ms)
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** @throws InvalidInput unless `value` is a real day written YYYY-MM-DD. */
export function parseCalendarDay(field: string, value: unknown): CalendarDay {
  const ok = typeof value === 'string' && day.test(value) && isRealDay(value)
  if (!ok) throw new InvalidInput(field, 'must be a day, YYYY-MM-DD')
  return value as CalendarDay
}

function isRealDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** A trimmed text of one to `maxLength` characters. @throws InvalidInput otherwise. */
export function parseText(field: string, value: unknown, maxLength = 2_000): string {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '' || text.length > maxLength)
    throw new InvalidInput(field, `must be a text of 1 to ${maxLength} characters`)
  return text
}

/** @throws InvalidInput unless `value` is one of the codes */
export function parseCode<C extends string>(field: string, codes: readonly C[], value: unknown): C {
  const code = codes.find((each) => each === value)
  if (code === undefined) throw new InvalidInput(field, `must be one of ${codes.join(', ')}`)
  return code
}

/** One of the keys of a table. @throws InvalidInput */
export function parseKey<K extends string>(
  field: string,
  table: Readonly<Record<K, unknown>>,
  value: unknown,
): K {
  const isKey = (each: unknown): each is K => typeof each === 'string' && Object.hasOwn(table, each)
  if (!isKey(value))
    throw new InvalidInput(field, `must be one of ${Object.keys(table).join(', ')}`)
  return value
}

/** What may be left out, or left blank. @throws whatever `parse` does */
export function parseGiven<T>(
  value: string | undefined,
  parse: (value: string) => T,
): T | undefined {
  return value === undefined || value.trim() === '' ? undefined : parse(value)
}

/** The UUID (version 8, RFC 9562) that follows from a hash in hexadecimal: what was named before a crash is named the same after it. */
export function uuidOfDigest(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

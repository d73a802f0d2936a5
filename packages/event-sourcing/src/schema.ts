import { EventTooNew } from './failure.ts'

/** Turns data of one stored version into data of the next; the old data is never rewritten. */
export type Upcast = (data: unknown) => unknown
/** Turns data into those of the version before, which is written until every running process can read the next. */
export type Downcast = (data: unknown) => unknown

type Versions = Readonly<Record<string, number>>

/**
 * Schema versions of the events of a service; a type that is not named is at version 1. The code knows the form of the
 * version that it `reads`; what it records is stored in the version that it `writes`, the same or an earlier one.
 */
export type EventSchema = {
  readonly writes: Versions
  readonly reads: Versions
  /** The first leads from version 1 to 2, and so on, up to what is read. */
  readonly upcasts: Readonly<Record<string, readonly Upcast[]>>
  /** The first leads from what is read to the version before, and so on, down to what is written. */
  readonly downcasts: Readonly<Record<string, readonly Downcast[]>>
}

type Declared = {
  readonly writes: number
  readonly reads: number
  readonly upcasts: readonly Upcast[]
  readonly downcasts?: readonly Downcast[]
}

/** As many steps as there are from one version to a later one. */
type Steps<
  From extends number,
  To extends number,
  Step,
  Before extends readonly Step[] = readonly [],
  Found extends readonly Step[] = readonly [],
> = [...Before, ...Found]['length'] extends 40
  ? never
  : [...Before, Step]['length'] extends From
    ? [...Before, ...Found, Step]['length'] extends To
      ? Found
      : Steps<From, To, Step, Before, readonly [...Found, Step]>
    : Steps<From, To, Step, readonly [...Before, Step]>

type Whole<One extends Declared> = {
  readonly upcasts: Steps<1, One['reads'], Upcast>
  readonly downcasts?: Steps<One['writes'], One['reads'], Downcast>
} & (One['writes'] extends One['reads'] ? unknown : { readonly downcasts: readonly Downcast[] })

export const firstSchema: EventSchema = { writes: {}, reads: {}, upcasts: {}, downcasts: {} }

/**
 * The schema of a service's events that have changed. A version that can be read and has no upcast does not compile, nor
 * one that is written later than it is read. A change goes by two releases: the first reads the new version and still writes
 * the old one (with a downcast), the next writes it: so each reads what its neighbour writes.
 * @throws TypeError when the steps do not fit the versions
 */
export function schemaOf<const Types extends Readonly<Record<string, Declared>>>(
  types: Types & { readonly [Type in keyof Types]: Whole<Types[Type]> },
): EventSchema {
  const all = Object.entries<Declared>(types)
  for (const [type, { writes, reads, upcasts, downcasts = [] }] of all)
    if (upcasts.length !== reads - 1 || downcasts.length !== reads - writes)
      throw new TypeError(`${type} has a step too many, or one is missing`)
  const each = <Value>(of: (declared: Declared) => Value) =>
    Object.fromEntries(all.map(([type, declared]) => [type, of(declared)]))
  return {
    writes: each(({ writes }) => writes),
    reads: each(({ reads }) => reads),
    upcasts: each(({ upcasts }) => upcasts),
    downcasts: each(({ downcasts = [] }) => downcasts),
  }
}

/** A type of event that every running process reads in its newest version, and that is written so. */
export function at<const Version extends number>(
  version: Version,
  upcasts: NoInfer<Steps<1, Version, Upcast>>,
) {
  return { writes: version, reads: version, upcasts }
}

/** The version in which an event is stored. */
export function writtenVersion(schema: EventSchema, type: string): number {
  return schema.writes[type] ?? 1
}

/** In which versions events are read, in one word. */
export function formOf({ reads }: EventSchema): string {
  return Object.entries(reads)
    .map(([type, version]) => `${type}:${version}`)
    .sort()
    .join()
}

/** Data as they are stored: in the version that is written. */
export function asWritten(schema: EventSchema, type: string, data: unknown): unknown {
  const steps = schema.downcasts[type]
  return steps === undefined ? data : steps.reduce((current, step) => step(current), data)
}

/** Whether data of a stored version can be read by this code. */
export function isReadable(schema: EventSchema, type: string, version: number): boolean {
  return version <= (schema.reads[type] ?? 1)
}

/** Data of a stored version in the form that the code knows. @throws EventTooNew when a newer version of the product wrote it */
export function upcast(schema: EventSchema, type: string, version: number, data: unknown): unknown {
  // Most of what is read, and on the path of everything that is.
  if (version === (schema.reads[type] ?? 1)) return data
  if (!isReadable(schema, type, version)) throw new EventTooNew(type, version)
  return (schema.upcasts[type] ?? [])
    .slice(version - 1)
    .reduce((current, step) => step(current), data)
}

/**
 * A step for what was stored when `null` said that something is not there: it is absent. An item of a list stays, also one
 * that is null.
 */
export const absentForNull: Upcast = (data) => {
  if (Array.isArray(data)) return data.map(absentForNull)
  if (!isRecord(data)) return data
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      value === null ? [] : [[name, absentForNull(value)]],
    ),
  )
}

/** A step that gives a field another name. */
export function renamed(from: string, to: string): Upcast {
  return (data) => {
    if (!isRecord(data) || !(from in data)) return data
    const { [from]: value, ...rest } = data
    return { ...rest, [to]: value }
  }
}

/** A step within one field. */
export function within(field: string, step: Upcast): Upcast {
  return (data) =>
    isRecord(data) && field in data ? { ...data, [field]: step(data[field]) } : data
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

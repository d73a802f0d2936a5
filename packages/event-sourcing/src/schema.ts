/** Turns data of one stored version into data of the next; the old data is never rewritten. */
export type Upcast = (data: unknown) => unknown

/**
 * Schema versions of the events of a service. A type that is not named is at version 1.
 * `upcasts[type][n]` leads from version n to n + 1.
 */
export type EventSchema = {
  readonly versions: Readonly<Record<string, number>>
  readonly upcasts: Readonly<Record<string, Readonly<Record<number, Upcast>>>>
}

export const firstSchema: EventSchema = { versions: {}, upcasts: {} }

/**
 * The schema that follows from the steps of each type that has changed: the first leads from version 1 to 2, and so on.
 */
export function schemaOf(steps: Readonly<Record<string, readonly Upcast[]>>): EventSchema {
  const types = Object.entries(steps)
  return {
    versions: Object.fromEntries(types.map(([type, { length }]) => [type, length + 1])),
    upcasts: Object.fromEntries(
      types.map(([type, each]) => [
        type,
        Object.fromEntries(each.map((step, index) => [index + 1, step])),
      ]),
    ),
  }
}

export function currentVersion(schema: EventSchema, type: string): number {
  return schema.versions[type] ?? 1
}

/** @throws TypeError when a stored event is newer than the code, or an upcast is missing. */
export function upcast(schema: EventSchema, type: string, version: number, data: unknown): unknown {
  const target = schema.versions[type] ?? 1
  if (version === target) return data
  if (version > target) throw new TypeError(`${type} version ${version} is newer than this code`)
  let current = data
  for (let from = version; from < target; from++) {
    const step = schema.upcasts[type]?.[from]
    if (step === undefined) throw new TypeError(`${type} has no upcast from version ${from}`)
    current = step(current)
  }
  return current
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

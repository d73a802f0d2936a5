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

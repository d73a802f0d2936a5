/** A FHIR resource as JSON. What it holds beyond its type is read with the functions below, which trust nothing. */
export type Resource = {
  readonly resourceType: string
  readonly id?: string
  readonly [element: string]: unknown
}

/** A resource that this hospital keeps. */
export type StoredResource = Resource & {
  readonly id: string
  readonly meta: { readonly versionId: string; readonly lastUpdated: string }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value['resourceType'] === 'string'
}

/** Every value below a dotted path; arrays on the way are walked through. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value]
  for (const name of path.split('.'))
    found = found.flatMap((one) =>
      isObject(one) && one[name] !== undefined ? [one[name]].flat() : [],
    )
  return found
}

/** The texts below a dotted path. */
export function textsAt(value: unknown, path: string): string[] {
  return valuesAt(value, path).filter((one) => typeof one === 'string')
}

/** The first text below a dotted path, or undefined. */
export function textAt(value: unknown, path: string): string | undefined {
  return textsAt(value, path)[0]
}

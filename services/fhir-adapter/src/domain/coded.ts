import type { Reader } from './reader.ts'
import type { Coded } from './reading.ts'

/** Whether a coding is one of `codes`: the same code of the same system, never of another one or of none. */
export const isOneOf = (
  { system, code }: Coded,
  ...codes: readonly { readonly system: string; readonly code: string }[]
): boolean => codes.some((each) => each.system === system && each.code === code)

/**
 * The identifiers of a resource that name both their system and their value; what is less than that identifies nothing,
 * nor does what is no longer in use (FHIR R4 Identifier.use).
 */
export function identifiersOf(resource: Reader): { system: string; value: string }[] {
  return resource.list('identifier').flatMap((identifier) => {
    const system = identifier.string('system', 200)
    const value = identifier.string('value', 200)
    const isOld = identifier.string('use') === 'old'
    return system === undefined || value === undefined || isOld ? [] : [{ system, value }]
  })
}

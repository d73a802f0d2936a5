export type Json = Readonly<Record<string, unknown>>

/** The objects of a list; nothing that an EHR answers is trusted to be well-formed. */
export const list = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.filter((each): each is Json => typeof each === 'object' && each !== null)
    : []
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

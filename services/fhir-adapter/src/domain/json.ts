/** An object of JSON of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null

/** What is no object has nothing in it. */
export const object = (value: unknown): Json => (isObject(value) ? value : {})

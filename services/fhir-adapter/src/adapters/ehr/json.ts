import { isObject, type Json } from '../../domain/json.ts'

/** The objects of a list; nothing that an EHR answers is trusted to be well-formed. */
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

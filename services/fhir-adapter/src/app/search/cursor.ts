import type { Cursor } from '@careloom/event-sourcing'
import { error, FhirProblem } from '../../domain/outcome.ts'

/** Where a page ended, as its link carries it: opaque to whoever follows it. */
export const textOf = ({ value, key }: Cursor): string =>
  Buffer.from(JSON.stringify([value, key])).toString('base64url')

/** @throws FhirProblem 400 when the link is not one of ours */
export function cursorOf(query: URLSearchParams): Cursor | undefined {
  const text = query.get('_cursor')
  if (text === null) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string')
      return { value: parsed[0], key: parsed[1] }
  } catch {
    // Falls through: a link that is not ours.
  }
  throw new FhirProblem(400, [error('value', 'This page link is not one of ours.')])
}

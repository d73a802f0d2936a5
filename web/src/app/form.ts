import type { z } from 'zod'

/** Field errors by dotted path: the server's own schema says which field needs another look. */
export type FieldErrors = Readonly<Record<string, true>>

/** Checks a form with the schema that the server uses. */
export function check<T extends z.ZodType>(
  schema: T,
  given: unknown,
): { ok: true; data: z.output<T> } | { ok: false; errors: FieldErrors } {
  const result = schema.safeParse(given)
  if (result.success) return { ok: true, data: result.data }
  const errors = result.error.issues.map((issue) => [issue.path.join('.'), true as const])
  return { ok: false, errors: Object.fromEntries(errors) }
}

/** An optional text field: nothing written is nothing sent. */
export function written(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim()
}

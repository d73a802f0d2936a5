/** A field of a posted form as text; empty if it is missing or was sent twice. */
export function formField(body: unknown, name: string): string {
  const value: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}

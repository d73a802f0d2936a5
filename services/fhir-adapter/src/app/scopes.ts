import type { ResourceType } from '../domain/resource.ts'

export type Letter = 'c' | 'r' | 'u' | 's'

/**
 * SMART v2 scopes (`system/Task.rus`, `user/*.rs`): whether one of them allows an interaction. Letters stand in the
 * order c r u d s; what is out of order is no scope. Fine-grained ones (`?category=…`) allow nothing here yet.
 */
export function allows(
  scopes: readonly string[] | undefined,
  type: ResourceType,
  letter: Letter,
): boolean {
  if (scopes === undefined) return true
  return scopes.some((scope) => {
    const match = /^(?:system|user|patient)\/(\*|[A-Za-z]+)\.(c?r?u?d?s?)$/.exec(scope)
    return (
      match !== null && (match[1] === '*' || match[1] === type) && (match[2] ?? '').includes(letter)
    )
  })
}

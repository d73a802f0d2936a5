import type { Actor } from '@careloom/access'
import type { ResourceType } from '../domain/resource.ts'

export type Letter = 'c' | 'r' | 'u' | 's'
export type ScopedActor = Pick<Actor, 'roles' | 'scopes' | 'launchedFor' | 'personId'>

/**
 * SMART v2 scopes (`system/Task.rus`, `user/*.rs`): whether one of them allows an interaction. Letters stand in the
 * order c r u d s; what is out of order is no scope. Fine-grained ones (`?category=…`) allow nothing here yet, and none at
 * all allow nothing. Each level is for those it names: `system/` for a system, `user/` for whoever signed in, `patient/`
 * where there is a patient in context.
 */
export function allows(actor: ScopedActor, type: ResourceType, letter: Letter): boolean {
  return (actor.scopes ?? []).some((scope) => {
    const match = /^(system|user|patient)\/(\*|[A-Za-z]+)\.(c?r?u?d?s?)$/.exec(scope)
    if (match === null) return false
    const [, level = '', of, letters = ''] = match
    return isAt(level, actor) && (of === '*' || of === type) && letters.includes(letter)
  })
}

/** Whether an answer may hold resources of a type that were found on the way: read or search. */
export const mayHold = (actor: ScopedActor, type: ResourceType): boolean =>
  allows(actor, type, 'r') || allows(actor, type, 's')

function isAt(level: string, { roles, launchedFor, personId }: ScopedActor): boolean {
  if (level === 'system') return roles.has('system')
  if (level === 'user') return !roles.has('system')
  return launchedFor !== undefined || personId !== undefined
}

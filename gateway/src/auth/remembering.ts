import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Actor } from '@careloom/access'
import type { Authenticated } from './authenticate.ts'
import { IdentityAway } from './realm.ts'

/** `until`: when the token ends; `knownUntil`: when it is looked at again. */
export type Verified = {
  readonly actor: Actor
  readonly until: number
  readonly knownUntil: number
}
export type Refusal = Extract<Authenticated, { ok: false }>
export type Look = (token: string) => Promise<Verified | Refusal>

export const refused = (reason: string): Refusal => ({ ok: false, reason })

/** A key that the realm took back is known half of a minute at most, and what it signed the other half. */
export const knownMs = 30_000
const maxCached = 10_000

/** Looks at a token once in a while; while the realm is away, what was known goes on until it ends. */
export function remembering(look: Look, nowMs: () => number): Look {
  const verified = new LRUCache<string, Verified>({ max: maxCached })
  const looking = new Map<string, Promise<Verified | Refusal>>()

  async function again(token: string, key: string): Promise<Verified | Refusal> {
    const before = verified.get(key)
    const found = await look(token).catch((error: unknown) => {
      if (!(error instanceof IdentityAway) || before === undefined) throw error
      if (before.until <= nowMs()) return refused('expired')
      return { ...before, knownUntil: Math.min(before.until, nowMs() + knownMs) }
    })
    if ('ok' in found) verified.delete(key)
    else verified.set(key, found)
    return found
  }
  return async (token) => {
    const key = hash('sha256', token, 'base64')
    const known = verified.get(key)
    if (known !== undefined && known.knownUntil > nowMs()) return known
    const looked = looking.get(key) ?? again(token, key).finally(() => looking.delete(key))
    looking.set(key, looked)
    return looked
  }
}

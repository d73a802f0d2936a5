import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { CareloomError } from '@careloom/event-sourcing'

/** Whoever signs people in cannot be asked now. */
export class IdentityAway extends CareloomError {
  constructor(cause?: unknown) {
    super('CL_UNAVAILABLE', 'The identity provider cannot be asked now', { retryable: true, cause })
  }
}

/** It does not know the gateway by the secret that the gateway was told. */
class SecretRefused extends CareloomError {
  constructor() {
    super('CL_INTERNAL', 'The identity provider refuses GATEWAY_SECRET')
  }
}

export type RealmKeys = {
  /** The key with this id, asked for if it is not known; undefined if the realm has none. @throws IdentityAway */
  find(kid: string): Promise<KeyObject | undefined>
}

type Jwk = JsonWebKey & { readonly kid?: string }

const patienceMs = 5_000

/**
 * The keys with which a realm signs, at most `freshMs` old; older ones hold while the realm is away. A key that is not known is
 * asked for at once, all that are with one request, and one request a second however many are made up.
 */
export function realmKeys(
  certs: string,
  freshMs: number,
  nowMs: () => number,
  betweenAsksMs = 1_000,
): RealmKeys {
  let keys: ReadonlyMap<string, KeyObject> = new Map()
  let askedAt = Number.NEGATIVE_INFINITY
  let freshUntil = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    const wait = askedAt + betweenAsksMs - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    askedAt = performance.now()
    try {
      keys = keysOf(await answerOf(certs))
      freshUntil = nowMs() + freshMs
    } catch (error) {
      freshUntil = nowMs() + betweenAsksMs
      throw error
    }
  }
  function asked(): Promise<void> {
    asking ??= ask().finally(() => (asking = undefined))
    return asking
  }
  return {
    async find(kid) {
      const known = keys.get(kid)
      if (known !== undefined && nowMs() < freshUntil) return known
      if (known !== undefined)
        return asked().then(
          () => keys.get(kid),
          () => known,
        )
      // What is under way may have begun before the key was there.
      await asking?.catch(() => undefined)
      if (!keys.has(kid)) await asked()
      return keys.get(kid)
    },
  }
}

/** The keys that verify RS256. @throws IdentityAway if there is none: that is no answer of a realm */
function keysOf(answer: unknown): ReadonlyMap<string, KeyObject> {
  const found = new Map<string, KeyObject>()
  for (const jwk of listOf(answer))
    if (jwk.kid !== undefined && jwk['kty'] === 'RSA' && jwk['use'] !== 'enc')
      found.set(jwk.kid, publicKeyOf(jwk))
  if (found.size === 0) throw new IdentityAway()
  return found
}

function publicKeyOf(jwk: Jwk): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch (error) {
    return away(error)
  }
}

function listOf(answer: unknown): readonly Jwk[] {
  const keys: unknown =
    typeof answer === 'object' && answer !== null && 'keys' in answer ? answer.keys : undefined
  return Array.isArray(keys) ? keys.filter((each) => typeof each === 'object' && each !== null) : []
}

/**
 * Asks the realm whether a token still holds (RFC 7662): not when its session ended, its owner was shut out or all tokens were
 * called in. @throws IdentityAway, SecretRefused
 */
export function stillHolds(
  endpoint: string,
  clientId: string,
  secret: string,
): (token: string) => Promise<boolean> {
  const proof = [clientId, secret].map(encodeURIComponent).join(':')
  const headers = { authorization: `Basic ${Buffer.from(proof).toString('base64')}` }
  return async (token) => {
    const body = new URLSearchParams({ token })
    const answer = await answerOf(endpoint, { method: 'POST', headers, body })
    if (typeof answer !== 'object' || answer === null || !('active' in answer))
      throw new IdentityAway()
    return answer.active === true
  }
}

async function answerOf(url: string, init: RequestInit = {}): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMs)
  const response = await fetch(url, { ...init, signal, redirect: 'error' }).catch(away)
  if (response.status === 401) throw new SecretRefused()
  if (!response.ok) throw new IdentityAway()
  return response.json().catch(away)
}

function away(cause: unknown): never {
  throw new IdentityAway(cause)
}

import { sign, verify, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Vouched } from '@careloom/event-sourcing'
import { asGenuine } from '../callers/vouched.ts'

/** Of each key: what was signed with it, or proved by it. A door's word for an actor is the same for half a minute. */
const signed = new WeakMap<KeyObject, LRUCache<string, string>>()
const proved = new WeakMap<KeyObject, LRUCache<string, true>>()

function cacheOf<V extends {}>(caches: WeakMap<KeyObject, LRUCache<string, V>>, key: KeyObject) {
  const cache = caches.get(key) ?? new LRUCache<string, V>({ max: 10_000 })
  caches.set(key, cache)
  return cache
}

const wordOf = ({ by, actor, organization, purpose, until }: Vouched): string =>
  JSON.stringify(['careloom-vouched 1', by, actor, organization ?? null, purpose ?? null, until])

/** What a door has seen, with its signature. */
export function signedWord(vouched: Vouched, key: KeyObject): Vouched {
  const [word, cache] = [wordOf(vouched), cacheOf(signed, key)]
  const signature = cache.get(word) ?? sign(null, Buffer.from(word), key).toString('base64')
  cache.set(word, signature)
  return { ...vouched, signature }
}

/** What came with a call: genuine if a door's signature proves it. What is not proved counts for nothing. */
export function provenWord(
  vouched: Vouched,
  keyOf: (caller: string) => KeyObject | undefined,
): Vouched {
  const { by, signature = '' } = vouched
  const key = keyOf(by)
  if (key === undefined) return vouched
  const [word, cache] = [wordOf(vouched), cacheOf(proved, key)]
  const seen = `${signature}\n${word}`
  if (!cache.has(seen)) {
    if (!verify(null, Buffer.from(word), key, Buffer.from(signature, 'base64'))) return vouched
    cache.set(seen, true)
  }
  return asGenuine(vouched)
}

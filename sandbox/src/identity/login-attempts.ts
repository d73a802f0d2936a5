import { LRUCache } from 'lru-cache'

const windowMs = 5 * 60_000
const maxFailures = 10
const maxKept = 10_000

/** Counts failed sign-ins per key. */
export type LoginAttempts = {
  /** Seconds to wait before this key may try again; 0 when it may try now. */
  waitSeconds(key: string): number
  failed(key: string): void
  succeeded(key: string): void
}

/** Ten failures within five minutes close a key until the first of them is five minutes old. */
export function loginAttempts(now: () => number): LoginAttempts {
  const failures = new LRUCache<string, readonly number[]>({ max: maxKept })
  const recent = (key: string) => (failures.get(key) ?? []).filter((at) => at > now() - windowMs)

  return {
    waitSeconds(key) {
      const [first, ...rest] = recent(key)
      if (first === undefined || rest.length + 1 < maxFailures) return 0
      return Math.max(1, Math.ceil((first + windowMs - now()) / 1000))
    },
    failed(key) {
      failures.set(key, [...recent(key), now()].slice(-maxFailures))
    },
    succeeded(key) {
      failures.delete(key)
    },
  }
}

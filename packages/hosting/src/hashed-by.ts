import { createHmac, type KeyObject } from 'node:crypto'
import type { Host } from './host.ts'

/** Names natural keys by a key that nobody else has. */
export function hashedBy(key: KeyObject): Host['hashed'] {
  return (kind, naturalKey) =>
    createHmac('sha256', key).update(`${kind}\n${naturalKey}`).digest('hex').slice(0, 40)
}

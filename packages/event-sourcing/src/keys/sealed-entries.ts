import { createHash } from 'node:crypto'
import { unwrapBytes, wrap, type WrappingKeys } from './wrapped-key.ts'

/** How what replicas share under a name is kept: values sealed, and of each key only its hash. */
export type SealedEntries<T> = {
  hashOf(key: string): Uint8Array
  seal(hash: Uint8Array, value: T): Uint8Array
  /** @throws as `unwrapBytes` when it was sealed under another name or key */
  open(hash: Uint8Array, sealed: Uint8Array): T
}

/** @param keks the first seals, each opens what it has sealed */
export function sealedEntries<T>(name: string, keks: () => WrappingKeys): SealedEntries<T> {
  const label = (hash: Uint8Array) => `shared ${name}\n${Buffer.from(hash).toString('hex')}`
  return {
    hashOf: (key) => new Uint8Array(createHash('sha256').update(key).digest()),
    seal: (hash, value) => wrap(keks(), label(hash), Buffer.from(JSON.stringify(value))),
    // Sealed by `seal` under this name.
    open: (hash, sealed) => JSON.parse(unwrapBytes(keks(), label(hash), sealed).toString()) as T,
  }
}

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { Keyring, SealingKeys } from '@careloom/event-sourcing'

type Key = KeyObject | 'erased'

/** Keys in memory, which the processes of a test share. */
export type MemoryKeys = Map<string, Key>

/** One process's keyring on them; it hears of every erasure at once. No erasures to follow. */
export function memoryKeyring(
  keys: MemoryKeys = new Map(),
): Pick<Keyring<KeyObject>, 'peek' | 'isErased' | 'wasErasedHere' | 'load' | 'erase'> &
  SealingKeys<KeyObject> {
  const isErased = (subject: string) => keys.get(subject) === 'erased'
  const keyOf = (subject: string): Key => {
    const key = keys.get(subject) ?? createSecretKey(randomBytes(32))
    keys.set(subject, key)
    return key
  }
  return {
    peek: (subject) => keys.get(subject),
    isErased,
    wasErasedHere: isErased,
    load: async () => undefined,
    erase: async (subject) => void keys.set(subject, 'erased'),
    forSealing: async () => keyOf,
  }
}

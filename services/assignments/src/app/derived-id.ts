import { uuidOfDigest } from '@careloom/event-sourcing'
import type { Digest } from './ports.ts'

/** The same UUID for the same words: what a step made before a crash is made again after it. */
export function derivedId(digest: Digest, ...words: readonly string[]): string {
  return uuidOfDigest(digest(words.join('\n')))
}

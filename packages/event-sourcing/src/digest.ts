import { createHash } from 'node:crypto'
import { uuidOfDigest } from './values.ts'

/** SHA-256, in hexadecimal: equal texts have equal digests, and no others. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The same UUID (version 8, RFC 9562) for the same words: what was made before a crash is made again after it. */
export function derivedId(...words: readonly string[]): string {
  return uuidOfDigest(digest(words.join('\n')))
}

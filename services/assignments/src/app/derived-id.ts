import type { Digest } from './ports.ts'

/** The same UUID (version 8, RFC 9562) for the same words: what a step made before a crash is made again after it. */
export function derivedId(digest: Digest, ...words: readonly string[]): string {
  const hex = digest(words.join('\n'))
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto'

const format = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes

// Nonces come from a pool of random bytes: one call to the generator serves 1,024 seals.
const pool = Buffer.allocUnsafe(nonceBytes * 1024)
let used = pool.length

function nextNonce(into: Buffer): void {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  pool.copy(into, 1, used, used + nonceBytes)
  used += nonceBytes
}

/** AES-256-GCM with a random nonce: `format (1) · nonce (12) · ciphertext · tag (16)`. */
export function seal(key: KeyObject, text: string, associated: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(headBytes)
  head[0] = format
  nextNonce(head)
  const cipher = createCipheriv('aes-256-gcm', key, head.subarray(1))
  cipher.setAAD(associated)
  const body = cipher.update(text, 'utf8')
  cipher.final()
  return Buffer.concat([head, body, cipher.getAuthTag()])
}

/** @throws Error when the key is another, or a bit of data or associated data has changed. */
export function open(key: KeyObject, sealed: Uint8Array, associated: Uint8Array): string {
  if (sealed[0] !== format || sealed.length < headBytes + tagBytes)
    throw new Error('not a sealed payload')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, headBytes))
  decipher.setAAD(associated)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const bytes = decipher.update(sealed.subarray(headBytes, sealed.length - tagBytes))
  // Nothing of it is used before the tag has been checked.
  decipher.final()
  return bytes.toString('utf8')
}

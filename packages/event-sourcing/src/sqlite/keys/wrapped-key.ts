import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

/** A subject's key as it is stored: AES-256-GCM under the key-encryption key, with the subject as associated data. */
export function wrap(kek: KeyObject, subject: string, raw: Uint8Array): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce)
  cipher.setAAD(Buffer.from(subject))
  return new Uint8Array(
    Buffer.concat([nonce, cipher.update(raw), cipher.final(), cipher.getAuthTag()]),
  )
}

/** @throws Error when it was wrapped for another subject or under another key */
export function unwrap(kek: KeyObject, subject: string, wrapped: Uint8Array): KeyObject {
  const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, 12))
  decipher.setAAD(Buffer.from(subject))
  decipher.setAuthTag(wrapped.subarray(wrapped.length - 16))
  const raw = Buffer.concat([
    decipher.update(wrapped.subarray(12, wrapped.length - 16)),
    decipher.final(),
  ])
  return createSecretKey(raw)
}

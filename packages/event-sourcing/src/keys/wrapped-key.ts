import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { CareloomError } from '../failure.ts'

/** Key-encryption keys: the first wraps, each opens what it has wrapped. */
export type WrappingKeys = readonly [current: KeyObject, ...earlier: KeyObject[]]

export const idBytes = 8
const nonceBytes = 12
const tagBytes = 16
/** As keys were wrapped before they said by which key. */
export const bytesWithoutId = nonceBytes + 32 + tagBytes

const ids = new WeakMap<KeyObject, Buffer>()

/** What names a key-encryption key, and tells nothing about it. */
export function keyIdOf(kek: KeyObject): string {
  return idOf(kek).toString('hex')
}

function idOf(kek: KeyObject): Buffer {
  const known = ids.get(kek)
  if (known !== undefined) return known
  const id = createHmac('sha256', kek).update('careloom key id').digest().subarray(0, idBytes)
  ids.set(kek, id)
  return id
}

/**
 * A subject's key as it is stored: the id of the key-encryption key, then AES-256-GCM under it, with the subject as associated
 * data.
 */
export function wrap([kek]: WrappingKeys, subject: string, raw: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce)
  cipher.setAAD(Buffer.from(subject))
  const sealed = [cipher.update(raw), cipher.final(), cipher.getAuthTag()]
  return new Uint8Array(Buffer.concat([idOf(kek), nonce, ...sealed]))
}

/** The id of the key that wrapped; undefined for what was wrapped before keys said so. */
export function wrappedBy(wrapped: Uint8Array): string | undefined {
  if (wrapped.length === bytesWithoutId) return undefined
  return Buffer.from(wrapped.subarray(0, idBytes)).toString('hex')
}

/** @throws CareloomError `CL_KEY_MISSING` that names the key-encryption key; Error when it was wrapped for another subject or under another key */
export function unwrap(keks: WrappingKeys, subject: string, wrapped: Uint8Array): KeyObject {
  return createSecretKey(raw(keks, subject, wrapped))
}

/** What was sealed like a key, and says by which. @throws as `unwrap` */
export function unwrapBytes(keks: WrappingKeys, label: string, wrapped: Uint8Array): Buffer {
  return decryptedBy(
    keks,
    Buffer.from(wrapped.subarray(0, idBytes)).toString('hex'),
    label,
    wrapped,
  )
}

/** The same key wrapped by the current one; undefined when it is already. */
export function wrapAnew(
  keks: WrappingKeys,
  subject: string,
  wrapped: Uint8Array,
): Uint8Array | undefined {
  if (wrappedBy(wrapped) === keyIdOf(keks[0])) return undefined
  return wrap(keks, subject, raw(keks, subject, wrapped))
}

function raw(keks: WrappingKeys, subject: string, wrapped: Uint8Array): Buffer {
  const id = wrappedBy(wrapped)
  return id === undefined
    ? rawByAny(keks, subject, wrapped)
    : decryptedBy(keks, id, subject, wrapped)
}

function decryptedBy(keks: WrappingKeys, id: string, subject: string, wrapped: Uint8Array): Buffer {
  const kek = keks.find((each) => keyIdOf(each) === id)
  if (kek === undefined)
    throw new CareloomError('CL_KEY_MISSING', `The key-encryption key ${id} is not there`, {
      retryable: true,
    })
  return decrypted(kek, subject, wrapped.subarray(idBytes))
}

function rawByAny(keks: WrappingKeys, subject: string, wrapped: Uint8Array): Buffer {
  for (const kek of keks.slice(1))
    try {
      return decrypted(kek, subject, wrapped)
    } catch {
      // Wrapped by another one.
    }
  return decrypted(keks[0], subject, wrapped)
}

function decrypted(kek: KeyObject, subject: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', kek, sealed.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(subject))
  const end = sealed.length - tagBytes
  decipher.setAuthTag(sealed.subarray(end))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()])
}

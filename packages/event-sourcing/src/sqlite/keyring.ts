import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Keyring } from '../sealing.ts'
import { keySchemaSql } from './key-file.ts'
import { openDurable, openForReading } from './open-database.ts'
import type { Writer } from './writer.ts'

const maxCached = 50_000

/**
 * Keys in a file beside the logs, each wrapped by the key-encryption key (AES-256-GCM with the subject as associated
 * data). Cached unwrapped; an erasure drops the cache before it answers.
 */
export class SqliteKeyring implements Keyring<KeyObject> {
  private readonly db: DatabaseSync
  private readonly find: StatementSync
  private readonly writer: Writer
  private readonly kek: KeyObject
  private readonly cache = new Map<string, KeyObject | 'erased'>()

  constructor(file: string, kek: KeyObject, writer: Writer) {
    prepare(file)
    this.db = openForReading(file)
    this.find = this.db.prepare('SELECT wrapped FROM keys WHERE subject = ?')
    this.kek = kek
    this.writer = writer
  }

  peek(subject: string): KeyObject | 'erased' | undefined {
    const cached = this.cache.get(subject)
    if (cached !== undefined) return cached
    const row = this.find.get(subject)
    if (row === undefined) return undefined
    const wrapped = row['wrapped'] as Uint8Array | null
    return this.remember(subject, wrapped === null ? 'erased' : unwrap(this.kek, subject, wrapped))
  }

  async load(): Promise<void> {
    // `peek` reads the file itself: everything is at hand.
  }

  forSealing(subject: string): KeyObject | 'erased' {
    const known = this.peek(subject)
    if (known !== undefined) return known
    const raw = randomBytes(32)
    this.writer.putKey({ subject, wrapped: wrap(this.kek, subject, raw) })
    return this.remember(subject, createSecretKey(raw))
  }

  async erase(subject: string): Promise<void> {
    this.cache.set(subject, 'erased')
    await this.writer.eraseKey(subject)
  }

  close(): void {
    this.db.close()
  }

  private remember<K extends KeyObject | 'erased'>(subject: string, key: K): K {
    if (this.cache.size >= maxCached) this.dropOldest()
    this.cache.set(subject, key)
    return key
  }

  private dropOldest(): void {
    const oldest = this.cache.keys().next().value
    if (oldest !== undefined) this.cache.delete(oldest)
  }
}

/** The file must exist before it can be opened for reading; the writer thread makes the same table. */
function prepare(file: string): void {
  const db = openDurable(file)
  db.exec(keySchemaSql)
  db.close()
}

function wrap(kek: KeyObject, subject: string, raw: Buffer): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce)
  cipher.setAAD(Buffer.from(subject))
  return new Uint8Array(
    Buffer.concat([nonce, cipher.update(raw), cipher.final(), cipher.getAuthTag()]),
  )
}

function unwrap(kek: KeyObject, subject: string, wrapped: Uint8Array): KeyObject {
  const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, 12))
  decipher.setAAD(Buffer.from(subject))
  decipher.setAuthTag(wrapped.subarray(wrapped.length - 16))
  const raw = Buffer.concat([
    decipher.update(wrapped.subarray(12, wrapped.length - 16)),
    decipher.final(),
  ])
  return createSecretKey(raw)
}

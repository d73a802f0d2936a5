import type { KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import type { Keyring } from '../../sealing.ts'
import { ErasureFeed } from './erasure-feed.ts'
import { keySchemaSql } from './key-file.ts'
import { openDurable, openForReading } from '../open-database.ts'
import { unwrap } from './wrapped-key.ts'
import type { Writer } from '../log/writer.ts'

const defaultMaxCached = 50_000

/**
 * The keys that open, read from the file beside the logs. Cached unwrapped; an erasure drops the cache before it answers.
 * Keys are made and destroyed by the writer thread, which alone writes the file.
 */
export class SqliteKeyring implements Keyring<KeyObject> {
  readonly erasures: ErasureFeed
  private readonly db: DatabaseSync
  private readonly find: StatementSync
  private readonly writer: Writer
  private readonly kek: KeyObject
  private readonly cache: LRUCache<string, KeyObject | 'erased'>
  private readonly erasedHere = new Set<string>()

  constructor(file: string, kek: KeyObject, writer: Writer, maxCached = defaultMaxCached) {
    this.cache = new LRUCache({ max: maxCached })
    prepare(file)
    this.db = openForReading(file)
    this.find = this.db.prepare('SELECT wrapped FROM keys WHERE subject = ?')
    this.erasures = new ErasureFeed(this.db)
    this.kek = kek
    this.writer = writer
  }

  peek(subject: string): KeyObject | 'erased' | undefined {
    // Before the file says so, and whatever was pushed out of the cache meanwhile.
    if (this.erasedHere.has(subject)) return 'erased'
    const cached = this.cache.get(subject)
    if (cached !== undefined) return cached
    const row = this.find.get(subject)
    if (row === undefined) return undefined
    const wrapped = row['wrapped'] as Uint8Array | null
    return this.remember(subject, wrapped === null ? 'erased' : unwrap(this.kek, subject, wrapped))
  }

  wasErasedHere(subject: string): boolean {
    return this.erasedHere.has(subject)
  }

  async load(): Promise<void> {
    // `peek` reads the file itself: everything is at hand.
  }

  async erase(subject: string): Promise<void> {
    this.erasedHere.add(subject)
    this.cache.delete(subject)
    await this.writer.eraseKey(subject)
    this.erasures.wake()
  }

  close(): void {
    this.db.close()
  }

  private remember<K extends KeyObject | 'erased'>(subject: string, key: K): K {
    this.cache.set(subject, key)
    return key
  }
}

/** The file must exist before it can be opened for reading; the writer thread makes the same table. */
function prepare(file: string): void {
  const db = openDurable(file)
  db.exec(keySchemaSql)
  db.close()
}

import type { KeyObject } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import { StoreReadOnly } from '../../failure.ts'
import type { DropErased, Keyring } from '../../sealing.ts'
import { ErasureFeed } from './erasure-feed.ts'
import { Holders, inTime } from '../../keys/holders.ts'
import type { ErasureLedger } from '../../keys/erasure-ledger.ts'
import { keySchemaSql } from './key-file.ts'
import { openDurable, openForReading } from '../open-database.ts'
import { watched } from '../watched.ts'
import { unwrap, type WrappingKeys } from '../../keys/wrapped-key.ts'
import type { Writer } from '../log/writer.ts'

/** A key takes 1.2 kB of memory, and 10 µs to unwrap. */
const defaultMaxCached = 10_000
const allOfThem = 1_000_000

export type KeyringOptions = {
  /** Keys that are kept unwrapped. */
  readonly maxCached?: number
  /** Who was erased, apart from the key file. */
  readonly ledger?: ErasureLedger | undefined
}

/**
 * The keys that open, read from the file beside the logs. Cached unwrapped; an erasure drops the cache before it answers.
 * Keys are made and destroyed by the writer thread, which alone writes the file. A process without one hears of what
 * another has destroyed a tenth of a second later.
 */
export class SqliteKeyring implements Keyring<KeyObject> {
  readonly erasures: ErasureFeed
  private readonly db: DatabaseSync
  private readonly find: StatementSync
  private readonly writer: Writer | undefined
  private stopWatching: () => void = () => undefined
  private keks: WrappingKeys
  private readonly cache: LRUCache<string, KeyObject | 'erased'>
  private readonly ledger: ErasureLedger | undefined
  private readonly erasedHere = new Set<string>()
  private readonly holders: Holders

  constructor(
    file: string,
    keks: WrappingKeys,
    writer: Writer | undefined,
    { maxCached = defaultMaxCached, ledger }: KeyringOptions = {},
  ) {
    this.cache = new LRUCache({ max: maxCached })
    this.ledger = ledger
    if (writer !== undefined) prepare(file)
    this.db = openForReading(file)
    this.find = this.db.prepare('SELECT wrapped FROM keys WHERE subject = ?')
    this.erasures = new ErasureFeed(this.db)
    this.holders = new Holders(this.erasures.known())
    this.keks = keks
    this.writer = writer
    if (writer === undefined)
      // Who cannot read or drop them now is told with the next.
      this.stopWatching = watched(this.db, () => void this.hear().catch(() => undefined))
  }

  peek(subject: string): KeyObject | 'erased' | undefined {
    // Before the file says so, and whatever was pushed out of the cache meanwhile.
    if (this.erasedHere.has(subject)) return 'erased'
    const cached = this.cache.get(subject)
    if (cached !== undefined) return cached
    const row = this.find.get(subject)
    if (row === undefined) return undefined
    const wrapped = row['wrapped'] as Uint8Array | null
    return this.remember(subject, wrapped === null ? 'erased' : unwrap(this.keks, subject, wrapped))
  }

  /**
   * The first of these wraps from now on; what others have wrapped is wrapped anew little by little, while reads and writes go
   * on.
   */
  wrapBy(keks: WrappingKeys): void {
    // First here: what the thread wraps is met at once.
    this.keks = keks
    this.writer?.wrapBy(keks)
  }

  isErased(subject: string): boolean {
    return this.erasedHere.has(subject) || this.erasures.has(subject)
  }

  wasErasedHere(subject: string): boolean {
    return this.erasedHere.has(subject)
  }

  async load(): Promise<void> {
    // `peek` reads the file itself: everything is at hand.
  }

  async erase(subject: string): Promise<void> {
    if (this.writer === undefined)
      throw new StoreReadOnly(new Error('another process holds the keys'))
    this.ledger?.add(subject)
    this.erasedHere.add(subject)
    this.cache.delete(subject)
    await inTime(this.carryOut(subject))
  }

  /** Destroys again the keys of those whom the ledger knows as erased: an older key file has been put back. Answers how many. */
  async eraseAgain(): Promise<number> {
    const back = (this.ledger?.subjects() ?? []).filter(
      (subject) => this.peek(subject) !== 'erased',
    )
    for (const subject of back) {
      this.erasedHere.add(subject)
      this.cache.delete(subject)
      await inTime(this.carryOut(subject))
    }
    return back.length
  }

  private async carryOut(subject: string): Promise<void> {
    await this.writer?.eraseKey(subject)
    this.erasures.wake()
    await this.holders.drop(this.erasures.known())
  }

  /** The erasure up to which nobody in this process holds anything any more. */
  droppedUpTo(): number {
    return this.holders.droppedUpTo()
  }

  /** Another process has destroyed keys, or made some. */
  private async hear(): Promise<void> {
    const before = this.erasures.known()
    const { events, through } = await this.erasures.readAll(before, allOfThem)
    if (through === before) return
    for (const { subject } of events) {
      this.erasedHere.add(subject)
      this.cache.delete(subject)
    }
    this.erasures.wake()
    await this.holders.drop(through)
  }

  heldBy(drop: DropErased): () => void {
    return this.holders.add(drop)
  }

  close(): void {
    this.stopWatching()
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

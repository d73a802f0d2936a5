import type { KeyObject } from 'node:crypto'
import {
  StoreUnavailable,
  type DropErased,
  type Keyring,
  type SealingKeys,
} from '@careloom/event-sourcing'
import {
  Holders,
  inTime,
  type ErasureLedger,
  type WrappingKeys,
} from '@careloom/event-sourcing/keys'
import { LRUCache } from 'lru-cache'
import type { Connection } from 'mongoose'
import { Erasures, type HearingOptions } from './erasures.ts'
import { KeyCollection } from './key-collection.ts'
import { KnownKeys } from './known-keys.ts'
import { TakingUp } from './taking-up.ts'

export type MongoKeyringOptions = HearingOptions & {
  /** Keys that are kept unwrapped: each takes 1.2 kB of memory, and 10 µs to unwrap. */
  readonly maxCached?: number
  /** Who was erased, apart from the database. */
  readonly ledger?: ErasureLedger | undefined
}

/** An erasure waits a little longer than others trust what they heard: processes read their clocks a little apart. */
const marginMs = 250
const maxTries = 20

/**
 * Keys in a database that the processes of several machines share. A process seals only while it has asked within the last two
 * seconds who was erased; an erasure is answered a little later than that after it was recorded. Then whoever still had the key
 * knows, or has to ask first.
 */
export class MongoKeyring implements Keyring<KeyObject>, SealingKeys<KeyObject> {
  readonly erasures: Erasures
  private readonly keys: KeyCollection
  private readonly takingUp: TakingUp
  private readonly options: MongoKeyringOptions
  private readonly cache: LRUCache<string, KeyObject>
  private readonly goneHere = new Set<string>()
  private holders = new Holders(0)

  /** Knows who was erased when it resolves. @throws CareloomError `CL_KEY_MISSING` */
  static async open(
    connection: Connection,
    keks: WrappingKeys,
    options: MongoKeyringOptions = {},
  ): Promise<MongoKeyring> {
    const keyring = new MongoKeyring(connection, keks, options)
    await keyring.begin()
    return keyring
  }

  private constructor(connection: Connection, keks: WrappingKeys, options: MongoKeyringOptions) {
    this.keys = new KeyCollection(connection, keks)
    this.options = options
    const onError = (error: unknown) => options.onError?.(error)
    this.takingUp = new TakingUp(this.keys, new KnownKeys(connection), keks, onError)
    this.cache = new LRUCache({ max: options.maxCached ?? 10_000 })
    const needs = {
      read: (after: number) => this.keys.erased(after),
      forget: (subject: string) => this.forget(subject),
      heard: () => this.dropped(),
    }
    this.erasures = new Erasures(needs, options)
  }

  private async begin(): Promise<void> {
    await this.keys.refuseMissing()
    await this.erasures.hear()
    this.goneHere.clear()
    this.holders = new Holders(this.erasures.known())
    await this.takingUp.begin()
    this.erasures.listen()
  }

  peek(subject: string): KeyObject | 'erased' | undefined {
    return this.isErased(subject) ? 'erased' : this.cache.get(subject)
  }

  isErased(subject: string): boolean {
    return this.goneHere.has(subject) || this.erasures.has(subject)
  }

  wasErasedHere(subject: string): boolean {
    return this.goneHere.has(subject)
  }

  async load(subjects: readonly string[]): Promise<void> {
    const missing = this.notAtHand(subjects)
    if (missing.length > 0) this.remember(await this.keys.find(missing))
  }

  async forSealing(
    subjects: readonly string[],
  ): Promise<(subject: string) => KeyObject | 'erased'> {
    if (!this.erasures.isSure) await this.erasures.hear()
    // Beside the cache, which may push them out again.
    const keys = new Map(subjects.map((subject) => [subject, this.peek(subject)]))
    const made = await this.keys.make(this.notAtHand(subjects))
    this.remember(made)
    for (const [subject, key] of made) keys.set(subject, key)
    return (subject) => {
      if (this.isErased(subject)) return 'erased'
      if (!this.erasures.isSure) throw new StoreUnavailable('nobody says who was erased')
      const key = keys.get(subject)
      if (key === undefined) throw new TypeError('no key was asked for')
      return key
    }
  }

  async erase(subject: string): Promise<void> {
    this.options.ledger?.add(subject)
    await inTime(this.carryOut([subject]))
  }

  /** Destroys again the keys of those whom the ledger knows as erased: an older past was put back. Answers how many. */
  async eraseAgain(): Promise<number> {
    const known = this.options.ledger?.subjects() ?? []
    const back = known.filter((subject) => !this.isErased(subject))
    if (back.length > 0) await this.carryOut(back)
    return back.length
  }

  heldBy(drop: DropErased): () => void {
    return this.holders.add(drop)
  }

  /** The first of these wraps from now on; what others have wrapped is wrapped anew in the background. */
  wrapBy(keks: WrappingKeys): void {
    this.takingUp.change(keks)
  }

  async close(): Promise<void> {
    await this.erasures.close()
    await this.takingUp.close()
  }

  private async carryOut(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) this.forget(subject)
    for (const subject of subjects) await this.destroy(subject)
    const othersKnow = pause(this.erasures.trustMs + marginMs)
    await this.erasures.hear()
    await this.dropped()
    await othersKnow
  }

  private async destroy(subject: string): Promise<void> {
    for (let tries = 0; tries < maxTries; tries++) {
      await this.erasures.hear()
      if (this.erasures.has(subject)) return
      if (await this.keys.erase(subject, this.erasures.known() + 1)) return
    }
    throw new StoreUnavailable('others erase at the same moment')
  }

  private async dropped(): Promise<void> {
    const known = this.erasures.known()
    if (known > this.holders.droppedUpTo()) await this.holders.drop(known)
  }

  private forget(subject: string): void {
    this.goneHere.add(subject)
    this.cache.delete(subject)
  }

  private notAtHand(subjects: readonly string[]): string[] {
    return [...new Set(subjects)].filter((subject) => this.peek(subject) === undefined)
  }

  private remember(found: ReadonlyMap<string, KeyObject | 'erased'>): void {
    for (const [subject, key] of found)
      if (key === 'erased') this.forget(subject)
      else if (!this.isErased(subject)) this.cache.set(subject, key)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

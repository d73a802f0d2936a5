import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { CareloomError, StoreUnavailable } from '@careloom/event-sourcing'
import { keyIdOf, unwrap, wrap, wrapAnew, type WrappingKeys } from '@careloom/event-sourcing/keys'
import mongoose, { type Connection } from 'mongoose'
import { asked, isTaken } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

const { Binary } = mongoose.mongo

/** A key under the id of the key-encryption key that wraps it; an erased one has the number of its erasure instead. */
type KeyDocument = {
  readonly _id: string
  kek?: string
  wrapped?: mongoose.mongo.Binary
  erasure?: number
}

export const keysNeed: CollectionNeeds = {
  name: 'keys',
  indexes: [{ keys: { erasure: 1 }, unique: true, sparse: true }, { keys: { kek: 1 } }],
}

const pageSize = 1_000
const maxTries = 20

/**
 * The keys that seal, of all services, in one collection. Every step is one write of one document: a key is made once, destroyed
 * once and never made anew, whoever asks at the same moment.
 */
export class KeyCollection {
  private readonly keys
  private keks: WrappingKeys
  private readonly inserting = new Set<Promise<unknown>>()

  constructor(connection: Connection, keks: WrappingKeys) {
    this.keys = connection.collection<KeyDocument>(keysNeed.name)
    this.keks = keks
  }

  /** The first of these wraps from now on. */
  wrapBy(keks: WrappingKeys): void {
    this.keks = keks
  }

  /** Those that are there; of a subject that never had one, nothing. */
  async find(subjects: readonly string[]): Promise<Map<string, KeyObject | 'erased'>> {
    const found = await asked('which keys there are', () =>
      this.keys.find({ _id: { $in: [...subjects] } }).toArray(),
    )
    return new Map(found.map(({ _id, wrapped }) => [_id, this.opened(_id, wrapped)]))
  }

  /** The key of each subject, made where there is none; of several who make one at the same moment all get the same. */
  async make(subjects: readonly string[]): Promise<Map<string, KeyObject | 'erased'>> {
    const keys = new Map<string, KeyObject | 'erased'>()
    for (let tries = 0; tries < maxTries; tries++) {
      const missing = subjects.filter((subject) => !keys.has(subject))
      if (missing.length === 0) return keys
      // Whoever seals for the first time is new as a rule: they are made without a look.
      const made = await this.insert(missing)
      for (const [subject, key] of made ?? (await this.find(missing))) keys.set(subject, key)
    }
    // Somebody else's, which the database may still take back.
    throw new StoreUnavailable('a key is made by somebody else and cannot be read yet')
  }

  /** Undefined when one of them was there: then nobody knows which of these were made. */
  private async insert(subjects: readonly string[]): Promise<Map<string, KeyObject> | undefined> {
    const kek = keyIdOf(this.keks[0])
    const raw = subjects.map((subject) => [subject, randomBytes(32)] as const)
    const documents = raw.map(([subject, bytes]) => ({
      _id: subject,
      kek,
      wrapped: new Binary(wrap(this.keks, subject, bytes)),
    }))
    const inserted = asked('makes keys', () =>
      this.keys.insertMany(documents, { ordered: false }).catch((error: unknown) => {
        throw isTaken(error) ? new Taken() : error
      }),
    )
    this.inserting.add(inserted)
    try {
      await inserted
      return new Map(raw.map(([subject, bytes]) => [subject, createSecretKey(bytes)]))
    } catch (error) {
      if (error instanceof Taken) return undefined
      throw error
    } finally {
      this.inserting.delete(inserted)
    }
  }

  /** Destroys a key as the erasure of that number. Answers false when the number is another's, or the key was destroyed before. */
  async erase(subject: string, erasure: number): Promise<boolean> {
    const isThere = { _id: subject, erasure: { $exists: false } }
    const change = { $set: { erasure }, $unset: { kek: '' as const, wrapped: '' as const } }
    return asked('destroys a key', async () => {
      try {
        await this.keys.updateOne(isThere, change, { upsert: true })
        return true
      } catch (error) {
        if (isTaken(error)) return false
        throw error
      }
    })
  }

  /** Who was erased, in order, from the erasure after one on; not beyond one that is missing. */
  async erased(after: number): Promise<readonly string[]> {
    const found = await asked('who was erased', () =>
      this.keys
        .find({ erasure: { $gt: after } }, { projection: { erasure: 1 } })
        .sort({ erasure: 1 })
        .limit(pageSize)
        .toArray(),
    )
    const end = found.findIndex(({ erasure }, i) => erasure !== after + i + 1)
    return (end === -1 ? found : found.slice(0, end)).map(({ _id }) => _id)
  }

  /** @throws CareloomError `CL_KEY_MISSING` that names the key-encryption keys which have wrapped something and are not there */
  async refuseMissing(): Promise<void> {
    const there = new Set(this.keks.map(keyIdOf))
    const used = await asked('which keys wrap', () => this.keys.distinct('kek'))
    const missing = used.filter((id) => id !== undefined && !there.has(id))
    if (missing.length === 0) return
    throw new CareloomError(
      'CL_KEY_MISSING',
      `there are keys that were wrapped by the key-encryption key ${missing.join(' and ')}, which is not among the secrets: put it back among the retired keys`,
    )
  }

  /** How many keys each key-encryption key has wrapped, by its id. */
  async byWrapping(): Promise<ReadonlyMap<string, number>> {
    const used = await asked('which keys wrap', () => this.keys.distinct('kek'))
    const ids = used.filter((id) => id !== undefined)
    const counts = ids.map((kek) =>
      asked('how many it wraps', () => this.keys.countDocuments({ kek })),
    )
    const counted = await Promise.all(counts)
    return new Map(ids.map((id, i) => [id, counted[i] ?? 0]))
  }

  /**
   * Wraps by the current key what others have wrapped, also what is being made by them here. What was wrapped by a key that is not
   * there stays as it is.
   * @param isOver asked now and then: whether to leave the rest to others
   */
  async wrapAllAnew(isOver: () => boolean = () => false): Promise<void> {
    await Promise.allSettled(this.inserting)
    for (let after: string | undefined = ''; after !== undefined && !isOver();)
      after = await asked('wraps keys', () => this.wrapAnew(after ?? ''))
  }

  /** Of so many subjects after one; answers the last of them, undefined at the end. */
  private async wrapAnew(after: string): Promise<string | undefined> {
    const { keks } = this
    const kek = keyIdOf(keks[0])
    const found = await this.keys
      .find({ _id: { $gt: after }, kek: { $exists: true, $ne: kek } })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()
    for (const { _id, wrapped } of found) {
      if (wrapped === undefined) continue
      const anew = anewIfThere(keks, _id, wrapped.value())
      // Unless somebody has destroyed or wrapped it meanwhile.
      if (anew !== undefined)
        await this.keys.updateOne({ _id, wrapped }, { $set: { kek, wrapped: new Binary(anew) } })
    }
    return found.length < pageSize ? undefined : found.at(-1)?._id
  }

  private opened(
    subject: string,
    wrapped: mongoose.mongo.Binary | undefined,
  ): KeyObject | 'erased' {
    return wrapped === undefined ? 'erased' : unwrap(this.keks, subject, wrapped.value())
  }
}

class Taken extends Error {}

function anewIfThere(
  keks: WrappingKeys,
  subject: string,
  wrapped: Uint8Array,
): Uint8Array | undefined {
  try {
    return wrapAnew(keks, subject, wrapped)
  } catch {
    return undefined
  }
}

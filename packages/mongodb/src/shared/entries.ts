import type { OpenShared, Shared } from '@careloom/event-sourcing'
import { sealedEntries, type WrappingKeys } from '@careloom/event-sourcing/keys'
import mongoose, { type Connection } from 'mongoose'
import { againIfTaken } from '../again.ts'
import { asked } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

const { Binary } = mongoose.mongo

/** `_id` is the name and the hash of the key, hexadecimal. */
type Entry = { readonly _id: string; name: string; value: mongoose.mongo.Binary; until: Date }

export const entriesNeed: CollectionNeeds = {
  name: 'shared',
  indexes: [{ keys: { name: 1, until: 1 } }, { keys: { until: 1 }, expireAfterSeconds: 0 }],
}

/** Of one name; the oldest go first, so that nobody fills the disk by beginning again and again. */
const defaultMax = 10_000

export type EntryOptions = {
  /** Seal what is kept: the first seals, each opens what it has sealed. */
  readonly keks: () => WrappingKeys
  readonly nowMs: () => number
  /** How many there are under one name at most, and a hundredth more for each replica. */
  readonly max?: number
}

/**
 * What replicas share, in a database. Values are sealed, and of a key only its hash is there. What is over is found by nobody from
 * that moment on; the database removes it within minutes.
 */
export function mongoShared(
  connection: Connection,
  { keks, nowMs, max = defaultMax }: EntryOptions,
): OpenShared {
  const entries = connection.collection<Entry>(entriesNeed.name)

  async function trim(name: string): Promise<void> {
    const over = (await entries.countDocuments({ name })) - max
    if (over <= 0) return
    const oldest = entries.find({ name }, { projection: { _id: 1 } }).sort({ name: 1, until: 1 })
    const ids = (await oldest.limit(over).toArray()).map(({ _id }) => _id)
    await entries.deleteMany({ _id: { $in: ids } })
  }

  return <T>(name: string, ttlMs: number): Shared<T> => {
    const { hashOf, seal, open } = sealedEntries<T>(name, keks)
    const idOf = (hash: Uint8Array) => `${name} ${Buffer.from(hash).toString('hex')}`
    const stillThere = () => ({ until: { $gt: new Date(nowMs()) } })
    const opened = (entry: Entry | null) =>
      entry === null ? undefined : open(hashIn(entry), entry.value.value())
    let untilTrim = 0
    return {
      put: (key, value) =>
        asked(`keeps one of ${name}`, async () => {
          const hash = hashOf(key)
          const sealed = new Binary(seal(hash, value))
          const until = new Date(nowMs() + ttlMs)
          const change = { $set: { name, value: sealed, until } }
          await againIfTaken(() => entries.updateOne({ _id: idOf(hash) }, change, { upsert: true }))
          if (untilTrim-- > 0) return
          untilTrim = Math.floor(max / 100)
          await trim(name)
        }),
      get: (key) =>
        asked(`finds one of ${name}`, async () =>
          opened(await entries.findOne({ _id: idOf(hashOf(key)), ...stillThere() })),
        ),
      take: (key) =>
        asked(`takes one of ${name}`, async () =>
          opened(await entries.findOneAndDelete({ _id: idOf(hashOf(key)), ...stillThere() })),
        ),
      all: () =>
        asked(`lists ${name}`, async () => {
          const found = await entries.find({ name, ...stillThere() }).toArray()
          return found.map((entry) => open(hashIn(entry), entry.value.value()))
        }),
    }
  }
}

/** The hash is the end of the id. */
const hashIn = ({ _id }: Entry): Uint8Array => new Uint8Array(Buffer.from(_id.slice(-64), 'hex'))

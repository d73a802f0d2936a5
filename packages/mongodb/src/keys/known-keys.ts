import { randomUUID } from 'node:crypto'
import { keyIdOf, type WrappingKeys } from '@careloom/event-sourcing/keys'
import type { Connection } from 'mongoose'
import { asked } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

/** What a process says of itself: the ids of the key-encryption key that it wraps by, and of those that it knows. */
type Said = { readonly _id: string; wrapsBy: string; knows: string[]; at: Date }

/** Whoever has said nothing for so long is not there any more. */
const isThereMs = 30_000

export const keyringsNeed: CollectionNeeds = {
  name: 'keyrings',
  indexes: [{ keys: { at: 1 }, expireAfterSeconds: 600 }],
}

/** Which processes know which key-encryption keys, as they say it in the database that holds the keys. */
export class KnownKeys {
  private readonly processes
  private readonly id = randomUUID()

  constructor(connection: Connection) {
    this.processes = connection.collection<Said>(keyringsNeed.name)
  }

  /** Said again several times in half a minute, while the process is there. */
  async say(wrapsBy: WrappingKeys, known: WrappingKeys): Promise<void> {
    const said = { wrapsBy: keyIdOf(wrapsBy[0]), knows: known.map(keyIdOf) }
    await asked('says which keys it knows', () =>
      this.processes.updateOne(
        { _id: this.id },
        { $set: said, $currentDate: { at: true } },
        { upsert: true },
      ),
    )
  }

  async leave(): Promise<void> {
    await asked('leaves', () => this.processes.deleteOne({ _id: this.id }))
  }

  /** How many processes do not know a key-encryption key. */
  unaware(id: string): Promise<number> {
    return this.count({ knows: { $ne: id } })
  }

  /** How many processes may still wrap by another one. */
  behind(id: string): Promise<number> {
    return this.count({ wrapsBy: { $ne: id } })
  }

  private count(which: object): Promise<number> {
    const isThere = { $expr: { $gt: [{ $add: ['$at', isThereMs] }, '$$NOW'] } }
    return asked('which keys are known', () =>
      this.processes.countDocuments({ ...which, ...isThere }),
    )
  }
}

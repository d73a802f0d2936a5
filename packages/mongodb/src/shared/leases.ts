import { randomUUID } from 'node:crypto'
import type { Lease } from '@careloom/event-sourcing'
import type { Connection } from 'mongoose'
import { asked, isTaken } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

type Held = { readonly _id: string; holder: string; at?: string; epoch: number; until: Date }

/** A lease of which others know where whoever holds it is reached, where they have said so. */
export type AddressedLease = Lease & {
  /** Undefined while nobody holds it. */
  place(): Promise<string | undefined>
}

export const leasesNeed: CollectionNeeds = { name: 'leases', indexes: [] }

const defaultTermMs = 10_000

export type LeaseOptions = {
  /** How long nobody else may hold a lease after the last `acquire`. */
  readonly termMs?: number
  /** Another clock than the database's. */
  readonly nowMs?: () => number
  /** Names who holds; a name of its own unless said otherwise. */
  readonly holder?: string
  /** Where whoever holds is reached. */
  readonly at?: string
}

/**
 * Leases in a database that the processes of several machines share; its clock alone says when a term is over. The lease of a
 * process that has ended runs until then.
 */
export function mongoLeases(
  connection: Connection,
  { termMs = defaultTermMs, nowMs, holder = randomUUID(), at = '' }: LeaseOptions = {},
): (name: string) => AddressedLease {
  const leases = connection.collection<Held>(leasesNeed.name)
  const isThere = new Set<string>()
  const now = () => (nowMs === undefined ? '$$NOW' : new Date(nowMs()))

  async function acquired(name: string): Promise<number | undefined> {
    const isMine = { $eq: ['$holder', holder] }
    const isOver = { $lte: ['$until', now()] }
    const step = { $cond: [{ $and: [isMine, { $not: [isOver] }] }, 0, 1] }
    const found = await leases.findOneAndUpdate(
      { _id: name, $or: [{ holder }, { $expr: isOver }] },
      [
        {
          $set: {
            holder,
            at,
            epoch: { $add: ['$epoch', step] },
            until: { $add: [now(), termMs] },
          },
        },
      ],
      { returnDocument: 'after' },
    )
    return found?.epoch
  }

  /** Nobody's, to begin with: an update that looks at the clock makes no document. */
  async function begin(name: string): Promise<void> {
    const nobodys = { _id: name, holder: '', epoch: 0, until: new Date(0) }
    await leases.insertOne(nobodys).catch((error: unknown) => {
      if (!isTaken(error)) throw error
    })
    isThere.add(name)
  }

  return (name) => ({
    acquire: () =>
      asked(`who holds ${name}`, async () => {
        const epoch = await acquired(name)
        if (epoch !== undefined || isThere.has(name)) return epoch
        await begin(name)
        return acquired(name)
      }),
    release: () =>
      asked(`who holds ${name}`, async () => {
        await leases.updateOne({ _id: name, holder }, { $set: { until: new Date(0) } })
      }),
    place: () =>
      asked(`where who holds ${name} is reached`, async () => {
        const isHeld = { $expr: { $gt: ['$until', now()] } }
        const held = await leases.findOne({ _id: name, ...isHeld })
        return held?.at === '' ? undefined : held?.at
      }),
  })
}

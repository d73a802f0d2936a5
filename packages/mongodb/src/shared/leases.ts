import { randomUUID } from 'node:crypto'
import type { Lease, Leases } from '@careloom/event-sourcing'
import type { Connection } from 'mongoose'
import { asked, isTaken } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

type Held = { readonly _id: string; holder: string; epoch: number; until: Date }

export const leasesNeed: CollectionNeeds = { name: 'leases', indexes: [] }

const defaultTermMs = 10_000

export type LeaseOptions = {
  /** How long nobody else may hold a lease after the last `acquire`. */
  readonly termMs?: number
  /** Another clock than the database's. */
  readonly nowMs?: () => number
  /** Names who holds; a name of its own unless said otherwise. */
  readonly holder?: string
}

/**
 * Leases in a database that the processes of several machines share; its clock alone says when a term is over. The lease of a
 * process that has ended runs until then.
 */
export function mongoLeases(
  connection: Connection,
  { termMs = defaultTermMs, nowMs, holder = randomUUID() }: LeaseOptions = {},
): Leases {
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

  return (name): Lease => ({
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
  })
}

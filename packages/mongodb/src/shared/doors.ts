import type { Doors, Place, Seen } from '@careloom/event-sourcing'
import type { Connection, mongo } from 'mongoose'
import { againIfTaken } from '../again.ts'
import { asked } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

type DoorThere = { readonly door: string; at: Date; forMs: number; seen: Seen }
type Meeting = {
  readonly _id: 'doors'
  now: Date
  doors?: Record<string, DoorThere>
  awaited?: Seen
}

export const doorsNeed: CollectionNeeds = { name: 'doors', indexes: [] }

const here = { _id: 'doors' } as const
/** One that has not been there for so long has ended. */
const forgottenMs = 60_000

/**
 * Doors in a database that the processes of several machines share. They meet in one document, so that each step is one moment
 * for everybody, whichever server takes it; the database's clock says who is there.
 * @param nowMs another clock than the database's
 */
export function mongoDoors(connection: Connection, nowMs?: () => number): Doors {
  const meeting = connection.collection<Meeting>(doorsNeed.name)

  /** Changes the document and reads it, in one step; what `times` name becomes now. */
  async function step(
    change: mongo.UpdateFilter<Meeting>,
    times: readonly string[] = [],
  ): Promise<Meeting> {
    const paths = ['now', ...times]
    const stamped =
      nowMs === undefined
        ? { ...change, $currentDate: each(paths, true as const) }
        : { ...change, $set: { ...change.$set, ...each(paths, new Date(nowMs())) } }
    const options = { upsert: true, returnDocument: 'after' } as const
    const found = await againIfTaken(() => meeting.findOneAndUpdate(here, stamped, options))
    if (found === null) throw new TypeError('an upsert answers with what it made')
    return found
  }

  async function forget(path: string, { at }: DoorThere): Promise<void> {
    await meeting.updateOne({ ...here, [`${path}.at`]: at }, { $unset: { [path]: '' } })
  }

  return {
    awaited: () =>
      asked('what doors wait for', async () => (await meeting.findOne(here))?.awaited ?? {}),
    renew: (door, seen, forMs) =>
      asked('which doors are there', async () => {
        const path = pathOf(door)
        const set = { [`${path}.door`]: door, [`${path}.forMs`]: forMs, [`${path}.seen`]: seen }
        const { now, doors, awaited } = await step({ $set: set }, [`${path}.at`])
        for (const each of Object.values(doors ?? {}))
          if (leftMs(each, now) < -forgottenMs) await forget(pathOf(each.door), each)
        return awaited ?? {}
      }),
    leave: (door) =>
      asked('which doors are there', async () => {
        await meeting.updateOne(here, { $unset: { [pathOf(door)]: '' } })
      }),
    behind: (place) =>
      asked('which doors are there', async () => {
        const { log, position } = place
        const { now, doors } = await step({ $max: { [`awaited.${log}`]: position } })
        return Object.values(doors ?? {})
          .filter((each) => leftMs(each, now) > 0 && !hasSeen(each, place))
          .map(({ door }) => door)
      }),
  }
}

/** A door may have any name; a path may not. */
const pathOf = (door: string): string => `doors.${Buffer.from(door).toString('hex')}`

const leftMs = ({ at, forMs }: DoorThere, now: Date): number => at.getTime() + forMs - now.getTime()

const hasSeen = ({ seen }: DoorThere, { log, position }: Place): boolean =>
  (seen[log] ?? 0) >= position

const each = <T>(paths: readonly string[], value: T): Record<string, T> =>
  Object.fromEntries(paths.map((path) => [path, value]))

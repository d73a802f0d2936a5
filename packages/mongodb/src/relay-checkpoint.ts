import type { RelayCheckpoint } from '@careloom/messaging'
import type { Connection } from 'mongoose'
import { asked, isTaken } from './failure.ts'
import type { CollectionNeeds } from './migrate.ts'

type Checkpoint = { readonly _id: string; epoch: number; position: number }

export const relayCheckpointsNeed: CollectionNeeds = { name: 'relay_checkpoints', indexes: [] }

/** How far one topic's relay is. */
export function mongoRelayCheckpoint(connection: Connection, topic: string): RelayCheckpoint {
  const checkpoints = connection.collection<Checkpoint>(relayCheckpointsNeed.name)
  const what = `how far the relay of ${topic} is`
  return {
    load: () => asked(what, async () => (await checkpoints.findOne({ _id: topic }))?.position ?? 0),
    save: (position, epoch) =>
      asked(what, async () => {
        const nobodyIsAhead = { epoch: { $lte: epoch }, position: { $lte: position } }
        const change = { $set: { epoch, position } }
        const isMade = { upsert: true }
        return checkpoints.updateOne({ _id: topic, ...nobodyIsAhead }, change, isMade).then(
          () => true,
          // There is one, and it is ahead.
          (error: unknown) => {
            if (isTaken(error)) return false
            throw error
          },
        )
      }),
  }
}

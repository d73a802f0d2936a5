import {
  doorsNeed,
  entriesNeed,
  keyringsNeed,
  keysNeed,
  leasesNeed,
  needsOfLog,
  reactionsNeed,
  relayCheckpointsNeed,
  type CollectionNeeds,
} from '@careloom/mongodb'
import { logs } from '@careloom/proto/owners'

/** Everything that a house keeps in its database. */
export const databaseNeeds: readonly CollectionNeeds[] = [
  ...logs.map(needsOfLog),
  keysNeed,
  keyringsNeed,
  leasesNeed,
  doorsNeed,
  entriesNeed,
  ...Object.values(reactionsNeed),
  relayCheckpointsNeed,
]

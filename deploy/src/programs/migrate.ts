import { migrateHouse } from '@careloom/cluster/migrate'
import { environment } from '@careloom/config'
import { initiateReplicaSet } from '@careloom/mongodb'
import { replicaSet } from '../config.ts'
import { patiently } from '../patient.ts'

// Makes collections, indexes and topics, once the engines answer; before that a replica set of the one MongoDB there is.
const { member } = replicaSet.read(environment)
await patiently(async () => {
  await initiateReplicaSet(`${member.host}:${member.port}`, 'rs0')
  const { collections, topics } = await migrateHouse(environment)
  process.stdout.write(`${collections} collections and ${topics} topics are there.\n`)
})

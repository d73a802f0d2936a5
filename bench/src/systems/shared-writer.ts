import { createSecretKey } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openReplica } from '@careloom/cluster/replica'
import { runClients } from '../clients.ts'
import { sampleAt, type Accepted } from '../events.ts'
import { because } from './careloom.ts'

// One of the processes that write one log: `shared-writer.ts URL DATABASE KEYS DIRECTED CLIENTS SECONDS NAME`. Says `ready`, waits to be
// told to go, and says what it measured as JSON.
const [url = '', database = '', keysIn = '', directed, clients, seconds, name = ''] =
  process.argv.slice(2)
const eventsPerStream = 20
const key = createSecretKey(Buffer.alloc(32, 9))

const replica = await openReplica<Accepted>({ url, database, log: 'bench', key, keysIn })
if (directed === 'true') {
  replica.begin()
  while (!replica.knows()) await pause(10)
}
process.on('message', (told) => void (told === 'go' ? measure() : end()))
process.send?.('ready')

async function measure(): Promise<void> {
  const cpu = process.cpuUsage()
  const measured = await runClients(Number(clients), Number(seconds), (client, n) => {
    const stream = `${name}-${client}-${Math.floor(n / eventsPerStream)}`
    return replica.store.append(stream, n % eventsPerStream, [sampleAt(n)], because(client + n))
  })
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ ...measured, cpuSeconds: (user + system) / 1e6, taken: replica.taken() })
}

async function end(): Promise<void> {
  await replica.close()
  process.exit(0)
}

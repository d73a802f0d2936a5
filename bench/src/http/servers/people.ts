// The people service as a process of its own: its log, its read models, and gRPC.
import { generateKeyPairSync } from 'node:crypto'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { GrpcServer } from '@careloom/rpc/grpc'
import { startPeople } from '@careloom/service-people'
import { callers } from '../callers.ts'
import { ready } from './ready.ts'

const host = new EmbeddedHost({ dataDir: process.argv[2] ?? '' })
await startPeople(host)
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const server = new GrpcServer({
  isHealthy: () => !host.status().readOnly,
  trust: { callers, keyOf: (name) => (name === 'bench' ? publicKey : undefined) },
})
server.add(PeopleServiceDefinition, host.client(PeopleServiceDefinition))
const { port } = await server.listen('127.0.0.1:0')
// The bench is told its key as others are told a token.
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
ready({ url: `127.0.0.1:${port}`, token: key })
process.once('SIGTERM', () => process.exit(0))

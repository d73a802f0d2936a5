// The people service as a process of its own: its log, its read models, and gRPC.
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { GrpcServer } from '@careloom/rpc/grpc'
import { startPeople } from '@careloom/service-people'
import { ready } from './ready.ts'

const host = new EmbeddedHost({ dataDir: process.argv[2] ?? '' })
await startPeople(host)
const server = new GrpcServer(() => !host.status().readOnly)
server.add(PeopleServiceDefinition, host.client(PeopleServiceDefinition))
const { port } = await server.listen('127.0.0.1:0')
ready({ url: `127.0.0.1:${port}`, token: '' })
process.once('SIGTERM', () => process.exit(0))

import { oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { grpcClient } from './client.ts'
import { healthDefinition } from './health.ts'
import { GrpcServer } from './server.ts'

rpcContract('gRPC on loopback', async (t, handlers, options) => {
  const server = new GrpcServer(options?.isHealthy ?? (() => true), options?.onError)
  server.add(oracle, handlers)
  const { port, close } = await server.listen('127.0.0.1:0')
  const { client, close: hangUp } = grpcClient(oracle, `127.0.0.1:${port}`)
  const health = grpcClient(healthDefinition, `127.0.0.1:${port}`)
  t.after(async () => {
    hangUp()
    health.close()
    await close()
  })
  const call = { metadata: { actor: 'system:probe', causationId: 'probe' } }
  return {
    client,
    healthy: async () => (await health.client.check({ service: '' }, call)).status === 1,
  }
})

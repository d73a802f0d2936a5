import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  HealthCheckResponse_ServingStatus as Serving,
  HealthDefinition,
} from '@careloom/proto/health'
import { healthContract, oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { withContext } from '@careloom/testing/with-context'
import { RpcFailure } from '../errors.ts'
import { grpcClient } from './client.ts'
import { GrpcServer } from './server.ts'

rpcContract('gRPC on loopback', async (t, handlers, options) => {
  const server = new GrpcServer(() => true, options?.onError)
  server.add(oracle, handlers)
  const { port, close } = await server.listen('127.0.0.1:0')
  const { client, close: hangUp } = grpcClient(oracle, `127.0.0.1:${port}`)
  t.after(close)
  t.after(hangUp)
  return { client }
})

healthContract('gRPC on loopback', async (t, isHealthy) => {
  const { port, close } = await new GrpcServer(isHealthy).listen('127.0.0.1:0')
  const { client, close: hangUp } = grpcClient(HealthDefinition, `127.0.0.1:${port}`)
  t.after(close)
  t.after(hangUp)
  const call = { metadata: { actor: 'system:probe', causationId: 'probe' } }
  return async () => (await client.check({ service: '' }, call)).status === Serving.SERVING
})

describe('a method that an earlier version does not serve', () => {
  it(
    'may be there later: its caller waits',
    withContext(async (t) => {
      const { port, close } = await new GrpcServer(() => true).listen('127.0.0.1:0')
      const { client, close: hangUp } = grpcClient(oracle, `127.0.0.1:${port}`)
      t.after(close)
      t.after(hangUp)
      const call = { metadata: { actor: 'system:newer', causationId: 'c' } }
      await assert.rejects(
        client.ask({ text: '' }, call),
        (error) =>
          error instanceof RpcFailure && error.code === 'CL_NOT_SERVED_YET' && error.retryable,
      )
    }),
  )
})

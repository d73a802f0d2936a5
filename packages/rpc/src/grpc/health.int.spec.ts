import assert from 'node:assert/strict'
import {
  ChannelCredentials,
  makeGenericClientConstructor,
  status,
  type ClientReadableStream,
} from '@grpc/grpc-js'
import { describe, it } from '@jest/globals'
import {
  HealthCheckResponse_ServingStatus as Serving,
  type HealthCheckRequest,
  type HealthCheckResponse,
} from '@careloom/proto/health'
import { healthContract, oracle } from '@careloom/testing/rpc.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { serve } from '../testing/known.ts'
import { healthService } from './health.ts'

const handlers = { ask: async () => ({ text: '', count: 0 }) }

/** Anybody: without a key, and known to nobody. */
function asAnybody(t: TestContext, port: number) {
  const Stub = makeGenericClientConstructor(healthService, 'Health')
  const stub = new Stub(`127.0.0.1:${port}`, ChannelCredentials.createInsecure())
  t.after(() => stub.close())
  type Check = (
    asked: HealthCheckRequest,
    done: (error: Error | null, said: HealthCheckResponse) => void,
  ) => void
  type Watch = (asked: HealthCheckRequest) => ClientReadableStream<HealthCheckResponse>
  const [check, watch] = [stub['check'] as unknown as Check, stub['watch'] as unknown as Watch]
  return {
    check: (service: string) =>
      new Promise<Serving>((resolve, reject) =>
        check.call(stub, { service }, (error, said) =>
          error === null ? resolve(said.status) : reject(error),
        ),
      ),
    watch: (service: string) =>
      (watch.call(stub, { service }) as AsyncIterable<HealthCheckResponse>)[Symbol.asyncIterator](),
  }
}

healthContract('gRPC on loopback', async (t, isHealthy) => {
  const { port } = await serve(t, handlers, { isHealthy })
  const { check } = asAnybody(t, port)
  return async () => (await check('')) === Serving.SERVING
})

describe('the health check', () => {
  it(
    'is asked by the name of a service, and knows no other',
    withContext(async (t) => {
      let isHealthy = true
      const { port } = await serve(t, handlers, { isHealthy: () => isHealthy })
      const { check } = asAnybody(t, port)
      assert.equal(await check(oracle.fullName), Serving.SERVING)
      await assert.rejects(check('careloom.test.v1.Other'), { code: status.NOT_FOUND })
      isHealthy = false
      assert.equal(await check(oracle.fullName), Serving.NOT_SERVING)
    }),
  )
  it(
    'tells whoever watches of each change, and that it ends',
    withContext(async (t) => {
      let isHealthy = true
      const { port, close } = await serve(t, handlers, { isHealthy: () => isHealthy })
      const { watch } = asAnybody(t, port)
      const [process, other] = [watch(''), watch('careloom.test.v1.Other')]
      const next = async (watched: typeof process) =>
        ((await watched.next()) as IteratorYieldResult<HealthCheckResponse>).value.status
      assert.equal(await next(process), Serving.SERVING)
      assert.equal(await next(other), Serving.SERVICE_UNKNOWN)
      isHealthy = false
      assert.equal(await next(process), Serving.NOT_SERVING)
      isHealthy = true
      assert.equal(await next(process), Serving.SERVING)
      const closed = close()
      assert.equal(await next(process), Serving.NOT_SERVING)
      assert.equal((await process.next()).done, true)
      await closed
    }),
  )
})

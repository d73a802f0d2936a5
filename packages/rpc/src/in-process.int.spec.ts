import { askers, callersContract } from '@careloom/testing/callers.contract'
import { oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { asCaller } from './callers/as-caller.ts'
import { inProcessClient } from './in-process.ts'

rpcContract('in process', async (_t, handlers, options) => ({
  client: asCaller(inProcessClient(oracle, handlers, options?.onError), oracle, {
    name: 'door',
    callers: askers,
    nowMs: Date.now,
  }),
}))

callersContract('in process', async (_t, handlers, asking) => {
  const client = inProcessClient(oracle, handlers)
  return (name) => asCaller(client, oracle, { name, callers: askers, ...asking })
})

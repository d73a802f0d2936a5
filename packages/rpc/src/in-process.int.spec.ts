import { oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { inProcessClient } from './in-process.ts'

rpcContract('in process', async (_t, handlers, options) => ({
  client: inProcessClient(oracle, handlers, options?.onError),
}))

import { join } from 'node:path'
import { callers } from '@careloom/proto/callers'
import { scratchFolder } from '@careloom/testing'
import { hostContract } from '../testing/host.contract.ts'
import { EmbeddedHost } from './embedded-host.ts'

hostContract('embedded', async (t) => {
  const dataDir = join(scratchFolder(t), 'data')
  return async () => {
    const host = new EmbeddedHost({ dataDir, callers })
    return { host, close: () => host.close() }
  }
})

import type { Server } from 'node:net'
import { lockData } from './data-lock.ts'
import { listen } from '@careloom/hosting/http'
import type { Options } from './options.ts'

/** Where a start listens that is not told otherwise. */
export const loopback = '127.0.0.1'

/** The addresses and the data folder, or none of them. @param door of the sandbox's hospital, if there is one */
export async function occupy(
  server: Server,
  door: Server | undefined,
  { port: wanted, hospitalPort = 0, host = loopback, dataDir }: Options,
  nowMs: () => number,
) {
  try {
    const port = await listen(server, wanted, host)
    const url = `http://localhost:${port}`
    const hospitalUrl =
      door === undefined ? '' : `http://localhost:${await listen(door, hospitalPort, host)}`
    const since = new Date(nowMs()).toISOString()
    const unlock = lockData(dataDir, { pid: process.pid, url, since })
    return { port, url, hospitalUrl, unlock }
  } catch (error) {
    server.close()
    door?.close()
    throw error
  }
}

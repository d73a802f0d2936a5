import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'

/** How long requests that are under way may take when a door is closed; milliseconds. */
export const drainMs = 5_000
const idleMs = 1_000

/** The port that it listens on; port 0 chooses a free one. */
export function listen(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/**
 * Follows what a server answers, so that it can end without cutting anybody off: no new connections, every answer from now on
 * says `Connection: close`, idle connections are closed a second later, and what is left after `drainMs` is cut.
 */
export function draining(server: Server): () => Promise<void> {
  const answers = new Set<ServerResponse>()
  let isEnding = false
  server.prependListener('request', (_request, response) => {
    if (isEnding) response.shouldKeepAlive = false
    answers.add(response)
    response.once('close', () => answers.delete(response))
  })
  return () => {
    isEnding = true
    for (const answer of answers) answer.shouldKeepAlive = false
    return new Promise((resolve) => {
      const idle = setInterval(() => server.closeIdleConnections(), idleMs)
      const all = setTimeout(() => server.closeAllConnections(), drainMs)
      // Not that of `http.Server`: it would close connections on which the next request is on its way.
      NetServer.prototype.close.call(server, () => {
        clearInterval(idle)
        clearTimeout(all)
        resolve()
      })
    })
  }
}

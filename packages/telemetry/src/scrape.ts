import { createServer, type ServerResponse } from 'node:http'
import type { Metrics } from './metrics.ts'

/** Serves `/metrics` on a port of its own. Port 0 chooses a free one. */
export function listenForScrapes(
  metrics: Metrics,
  port: number,
  host: string,
): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer((_request, response) => {
      void answerScrape(metrics, response)
    })
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((done) => server.close(() => done())),
      })
    })
  })
}

/** What fails to be measured is not worth the process. */
export async function answerScrape({ registry }: Metrics, response: ServerResponse): Promise<void> {
  try {
    const text = await registry.metrics()
    response.setHeader('content-type', registry.contentType).end(text)
  } catch {
    response.writeHead(500).end()
  }
}

import { createServer, type ServerResponse } from 'node:http'
import { listen } from '@careloom/hosting/http'
import { answerScrape, type Metrics } from '@careloom/telemetry'

/** What is ready is said with what keeps it from being so. */
export type Readiness = { readonly isReady: boolean; readonly said: object }

export type OperationsPort = { readonly port: number; close(): Promise<void> }

/**
 * The port for whoever runs the process: `/livez` (its event loop turns), `/readyz` (it can do its work) and `/metrics`
 * (Prometheus). Nothing of it is about a person.
 */
export async function openOperationsPort(
  port: number,
  host: string,
  metrics: Metrics,
  readiness: () => Readiness,
): Promise<OperationsPort> {
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/livez': (response) => send(response, 200, { status: 'alive' }),
    '/readyz': (response) => {
      const { isReady, said } = readiness()
      send(response, isReady ? 200 : 503, said)
    },
    '/metrics': (response) => void answerScrape(metrics, response),
  }
  const server = createServer(({ url = '' }, response) => {
    const answer = answers[url]
    if (answer === undefined) send(response, 404, { status: 'not-found' })
    else answer(response)
  })
  return {
    port: await listen(server, port, host),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

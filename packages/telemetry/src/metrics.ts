import { createServer, type ServerResponse } from 'node:http'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  readonly registry: Registry
  /** Seconds per request by route, method and status: route patterns, never addresses. */
  observeRequest(labels: { method: string; route: string; status: number }, seconds: number): void
  /** Serves `/metrics` on a port of its own, loopback unless told otherwise. Port 0 chooses a free one. */
  listen(port: number, host: string): Promise<{ port: number; close(): Promise<void> }>
}

/** Gauges are read when somebody scrapes. */
export type GaugeSource = {
  readonly name: string
  readonly help: string
  /** The names of the labels: there may be nothing to read at first. */
  readonly labels: readonly string[]
  read(): readonly { labels: Record<string, string>; value: number }[]
}

export function metrics(gauges: readonly GaugeSource[]): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'careloom_http_request_seconds',
    help: 'Seconds per request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [registry],
  })
  for (const { name, help, labels, read } of gauges)
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        for (const { labels, value } of read()) this.set(labels, value)
      },
    })
  return {
    registry,
    observeRequest: ({ method, route, status }, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const server = createServer((_request, response) => {
          void answerScrape(registry, response)
        })
        server.once('error', reject)
        server.listen(port, host, () => {
          const address = server.address()
          resolve({
            port: typeof address === 'object' && address !== null ? address.port : port,
            close: () => new Promise((done) => server.close(() => done())),
          })
        })
      }),
  }
}

/** What fails to be measured is not worth the process. */
export async function answerScrape(registry: Registry, response: ServerResponse): Promise<void> {
  try {
    const text = await registry.metrics()
    response.setHeader('content-type', registry.contentType).end(text)
  } catch {
    response.writeHead(500).end()
  }
}

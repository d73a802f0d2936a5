import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { listen } from '@careloom/hosting/http'

/** A span as a process has sent it (OTLP 1.0, JSON). */
export type ReceivedSpan = {
  /** The process. */
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly links?: readonly { readonly traceId: string }[]
  readonly attributes: Readonly<Record<string, unknown>>
}

type Value = { readonly stringValue?: string; readonly intValue?: number | string }
type Attribute = { readonly key: string; readonly value: Value }
type Sent = {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'service' | 'attributes'> & {
        readonly attributes: readonly Attribute[]
      })[]
    }[]
  }[]
}

export type Collector = {
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  /** Everything that was sent, as it came. */
  text(): string
  close(): Promise<void>
}

/** A collector of spans that keeps what it is sent. */
export async function openCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = []
  const all: unknown[] = []
  const server = createServer(async (request, response) => {
    const sent = (await json(request)) as Sent
    all.push(sent)
    spans.push(...spansIn(sent))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const port = await listen(server, 0, '127.0.0.1')
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    text: () => JSON.stringify(all),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function spansIn({ resourceSpans = [] }: Sent): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans
      .flatMap((scope) => scope.spans)
      .map((span) => ({ ...span, service, attributes: valuesOf(span.attributes) }))
  })
}

const valuesOf = (attributes: readonly Attribute[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]))

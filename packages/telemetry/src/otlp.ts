import type { Env } from '@careloom/config'
import { settings } from './config.ts'
import { noTracing, tracingTo, type Tracing } from './tracing.ts'

/** `tracing` is `noTracing` itself when nobody listens. */
export type RunningTracing = { readonly tracing: Tracing; close(): Promise<void> }

/**
 * Spans to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over HTTP); none at all without it. The SDK is loaded only then, and
 * does nothing by itself: what it finds in a process (its command line, addresses, queries) is not ours to send. Its sampler is that of
 * `OTEL_TRACES_SAMPLER`. A collector that cannot be reached loses spans and nothing else.
 * @param process the name of the process, as traces show it
 */
export async function tracingFrom(env: Env, process: string): Promise<RunningTracing> {
  const { endpoint } = settings.read(env)
  if (endpoint === undefined) return { tracing: noTracing, close: () => Promise.resolve() }
  const [{ NodeSDK }, { OTLPTraceExporter }, { context, trace }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/api'),
  ])
  const sdk = new NodeSDK({
    serviceName: process,
    traceExporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    // Traces travel in the metadata of calls and events, not beside them.
    textMapPropagator: null,
  })
  sdk.start()
  return {
    tracing: tracingTo(trace.getTracerProvider()),
    async close() {
      // It rejects when the last spans find no collector.
      await sdk.shutdown().catch(() => undefined)
      trace.disable()
      context.disable()
    },
  }
}

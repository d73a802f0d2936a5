import type { Env } from '@careloom/config'
import { settings } from './config.ts'
import { noTracing, tracingTo, type Tracing } from './tracing.ts'

/** `tracing` is `noTracing` itself when nobody listens. */
export type RunningTracing = { readonly tracing: Tracing; close(): Promise<void> }

/**
 * Spans to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over HTTP); none at all without it. The SDK is loaded
 * only then. A collector that cannot be reached loses spans and nothing else.
 */
export async function tracingFrom(env: Env): Promise<RunningTracing> {
  const { endpoint } = settings.read(env)
  if (endpoint === undefined) return { tracing: noTracing, close: () => Promise.resolve() }
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  // Its shutdown rejects when the last spans find no collector.
  return { tracing: tracingTo(provider), close: () => provider.shutdown().catch(() => undefined) }
}

import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { describeError } from './log.ts'

/** What a span may say: ids, codes, patterns of routes and numbers. No name, no identifier, no words of anybody. */
export type AttributeName =
  | 'careloom.service'
  | 'careloom.method'
  | 'careloom.actor'
  | 'careloom.organization'
  | 'careloom.reaction'
  | 'careloom.event'
  | 'careloom.event_type'
  | 'careloom.event_position'
  | 'careloom.topic'
  | 'careloom.count'
  | 'careloom.request'
  | 'careloom.error'
  | 'http.request.method'
  | 'http.route'
  | 'http.response.status_code'
export type SpanAttributes = Readonly<Partial<Record<AttributeName, string | number | undefined>>>

/** `traceparent` (W3C) is what everything within the span belongs to; `note` adds what is known only later. */
export type Within = {
  readonly traceparent: string | undefined
  note(attributes: SpanAttributes): void
}

/**
 * Spans around work. The parent is named by its traceparent, as it travels in the metadata of calls and events, and
 * never taken from the surroundings: an event that is handled a day later still belongs to its request.
 */
export type Tracing = {
  /** Runs `work` within a span of a fixed name; whatever it throws ends the span as failed and is thrown on. */
  span<T>(
    name: string,
    traceparent: string | undefined,
    attributes: SpanAttributes,
    work: (within: Within) => Promise<T>,
  ): Promise<T>
  /** The same for work that is part of several traces: a span of its own, with a link to each. */
  linked<T>(
    name: string,
    traceparents: readonly (string | undefined)[],
    attributes: SpanAttributes,
    work: () => Promise<T>,
  ): Promise<T>
}

const nothing = (): void => undefined

/** Costs one call: the work goes on in the trace that it came with. */
export const noTracing: Tracing = {
  span: (_name, traceparent, _attributes, work) => work({ traceparent, note: nothing }),
  linked: (_name, _traceparents, _attributes, work) => work(),
}

export function tracingTo(provider: TracerProvider): Tracing {
  const tracer = provider.getTracer('careloom')
  return {
    span: (name, traceparent, attributes, work) =>
      inSpan(startSpan(tracer, name, traceparent), attributes, work),
    linked: (name, traceparents, attributes, work) =>
      inSpan(startLinked(tracer, name, traceparents), attributes, work),
  }
}

async function inSpan<T>(
  span: Span,
  attributes: SpanAttributes,
  work: (within: Within) => Promise<T>,
): Promise<T> {
  const note = (more: SpanAttributes) => void span.setAttributes(safe(more))
  note(attributes)
  try {
    return await work({ traceparent: traceparentOf(span), note })
  } catch (error) {
    note({ 'careloom.error': describeError(error) })
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function startSpan(tracer: Tracer, name: string, traceparent: string | undefined): Span {
  return tracer.startSpan(name, {}, parentOf(traceparent))
}

/** Each trace once. */
function startLinked(
  tracer: Tracer,
  name: string,
  traceparents: readonly (string | undefined)[],
): Span {
  const links = [...new Set(traceparents)].flatMap((traceparent) => {
    const context = trace.getSpanContext(parentOf(traceparent))
    return context === undefined ? [] : [{ context }]
  })
  return tracer.startSpan(name, { links }, ROOT_CONTEXT)
}

const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = shape.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags ?? '00', 16) & TraceFlags.SAMPLED,
    isRemote: true,
  })
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** A value that does not look like an id, a code or a pattern is left out, whoever put it there. */
function safe(attributes: SpanAttributes): Record<string, string | number> {
  const kept: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(attributes))
    if (
      typeof value === 'number' ||
      (typeof value === 'string' && /^[\w.:/<>*{}-]{1,120}$/.test(value))
    )
      kept[name] = value
  return kept
}

import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { noTracing, secondsSince, type Metrics, type Tracing } from '@careloom/telemetry'

const traceparentShape = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

export type RequestContextNeeds = {
  readonly newId: () => string
  readonly tracing: Tracing
  readonly metrics: Metrics
  /** The trace of the referral that an address names, if it names one. */
  readonly traceOf: (url: string) => Promise<string | undefined> | undefined
}

/**
 * Every request has an id, and a trace (W3C trace context) that everything it leads to belongs to: that of the referral
 * it is about, else the caller's, else a new one.
 */
export function requestContext({
  newId,
  tracing,
  metrics,
  traceOf,
}: RequestContextNeeds): RequestHandler {
  return (request, response, next) => {
    response.locals['requestId'] = newId()
    response.set('X-Request-Id', String(response.locals['requestId']))
    timed(request, response, metrics)
    const given = request.get('traceparent')
    const own = given !== undefined && traceparentShape.test(given) ? given : undefined
    const known = traceOf(request.originalUrl)
    if (known === undefined) return begin(own, tracing, request, response, next)
    known.then((found) => begin(found ?? own, tracing, request, response, next)).catch(next)
  }
}

function begin(
  traceparent: string | undefined,
  tracing: Tracing,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (tracing === noTracing) {
    response.locals['traceparent'] = childOf(traceparent)
    return next()
  }
  const attributes = {
    'http.request.method': request.method,
    'careloom.request': String(response.locals['requestId']),
  }
  void tracing.span('request', traceparent, attributes, async (within) => {
    response.locals['traceparent'] = within.traceparent
    next()
    await closed(response)
    within.note({
      'http.route': routeOf(request),
      'http.response.status_code': response.statusCode,
    })
  })
}

/** A span of our own in the given trace, or in a new one. */
function childOf(traceparent: string | undefined): string {
  const trace = traceparent?.slice(3, 35) ?? randomHex()
  return `00-${trace}-${randomHex().slice(-16)}-01`
}

/** 32 random digits; node draws its UUIDs from a pool. */
const randomHex = () => randomUUID().replaceAll('-', '')

function timed(request: Request, response: Response, metrics: Metrics): void {
  const began = performance.now()
  response.once('finish', () => {
    const { method } = request
    const status = String(response.statusCode)
    const labels = { method, route: routeOf(request), status }
    metrics.observe('careloom_http_request_seconds', labels, secondsSince(began))
  })
}

const closed = (response: Response) =>
  new Promise<void>((resolve) => response.once('close', resolve))

const doors = ['fhir', 'smart', 'realms', 'ehr', 'api', 'assets'] as const

/** The pattern that was matched, else the door; never the address, which may hold anything. */
function routeOf(request: Request): string {
  const route: unknown = request.route
  if (
    typeof route === 'object' &&
    route !== null &&
    'path' in route &&
    typeof route.path === 'string' &&
    route.path.startsWith('/api')
  )
    return route.path
  const first = request.originalUrl.split('/')[1]?.split('?')[0]
  return `/${doors.find((door) => door === first) ?? ''}/*`
}

import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/

/** Every request has an id, and a trace (W3C trace context) that everything it leads to belongs to. */
export function requestContext(newId: () => string): RequestHandler {
  return (request, response, next) => {
    const given = traceparent.exec(request.get('traceparent') ?? '')
    const trace = given?.[1] ?? randomHex()
    response.locals['requestId'] = newId()
    response.locals['traceparent'] = `00-${trace}-${randomHex().slice(-16)}-01`
    response.set('X-Request-Id', String(response.locals['requestId']))
    next()
  }
}

/** 32 random digits; node draws its UUIDs from a pool. */
const randomHex = () => randomUUID().replaceAll('-', '')

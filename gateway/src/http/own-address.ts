import type { RequestHandler } from 'express'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whoever comes by another name of this machine (127.0.0.1 for localhost) is sent to the one that sign-ins and their
 * redirects belong to. Behind a proxy the name of a request says nothing, so others are left alone.
 */
export function ownAddress(origin: string): RequestHandler {
  const own = new URL(origin)
  return (request, response, next) => {
    const host = request.headers.host ?? own.host
    const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : own
    const isAlias =
      loopback.includes(own.hostname) &&
      loopback.includes(asked.hostname) &&
      asked.port === own.port &&
      asked.hostname !== own.hostname
    if (isAlias) response.redirect(307, `${own.origin}${request.originalUrl}`)
    else next()
  }
}

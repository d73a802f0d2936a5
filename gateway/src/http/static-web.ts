import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Router, type Request, type Response } from 'express'
import staticGzip from 'express-static-gzip'
import type { Page } from '@careloom/web-api'
import { ownAddress } from './own-address.ts'
import { HttpProblem } from './problem.ts'
import { pageEntries, webPages } from './web-pages.ts'

export type WebNeeds = {
  readonly distDir: string
  /** The product's public origin. */
  readonly origin: string
  /** FHIR bases of the hospitals that are connected. */
  readonly ehrs: readonly string[]
  /** The realm at which people sign in, and who the web app is there. */
  readonly issuer: string
  readonly clientId: string
}

/**
 * The built web app: hashed assets for ever, compressed when they were built, and its page at each of its addresses with a
 * nonce of its own, which connected EHRs may frame and which knows where people sign in. Any other address is not found: a problem document, with the app around it for whoever browses.
 */
export function webRouter({ distDir, origin, ehrs, issuer, clientId }: WebNeeds): Router {
  const router = Router()
  const page = webPages(distDir, { issuer, clientId })
  const framedBy = [
    "'self'",
    'https:',
    ...new Set(ehrs.map((fhirBase) => new URL(fhirBase).origin)),
  ].join(' ')
  const provider = new URL(issuer).origin === origin ? '' : ` ${new URL(issuer).origin}`
  const send = (status: number, found: Page | undefined, request: Request, response: Response) => {
    const nonce = randomBytes(16).toString('base64')
    response
      .status(status)
      .set('Content-Security-Policy', policy(nonce, framedBy, provider))
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page(found, request.params as Record<string, string>, nonce))
  }
  if (existsSync(join(distDir, 'assets'))) {
    const assets = staticGzip(join(distDir, 'assets'), {
      enableBrotli: true,
      orderPreference: ['br', 'gzip'],
      index: false,
      serveStatic: { immutable: true, maxAge: '1y', redirect: false },
    })
    router.use('/assets', assets)
  }
  for (const [path, found] of pageEntries) {
    router.get(path, ownAddress(origin), (request, response) => send(200, found, request, response))
    router.all(path, (_request, response) => {
      response.set('Allow', 'GET, HEAD')
      throw new HttpProblem(405, 'method-not-allowed')
    })
  }
  router.use((request, response) => {
    if (!isBrowsing(request)) throw new HttpProblem(404, 'not-found')
    send(404, undefined, request, response)
  })
  return router
}

/** Somebody typed or followed an address: HTML is asked for by name. */
const isBrowsing = (request: Request) =>
  request.method === 'GET' && request.get('accept')?.includes('text/html') === true

/** May be framed by an EHR (SMART launch), whose screens may be at another address than its FHIR base; the rest is ours. */
function policy(nonce: string, framedBy: string, provider: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${provider}`,
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    `frame-ancestors ${framedBy}`,
  ].join('; ')
}

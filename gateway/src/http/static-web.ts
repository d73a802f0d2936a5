import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'

const noncePlaceholder = /CSP-NONCE/g

/** The built web app: hashed assets for ever, the page itself fresh with a nonce of its own on every answer. */
export function webRouter(distDir: string): Router {
  const router = Router()
  router.use(
    '/assets',
    express.static(join(distDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  )
  router.use(express.static(distDir, { index: false, maxAge: '1h' }))
  const file = join(distDir, 'index.html')
  const page = existsSync(file) ? readFileSync(file, 'utf8') : missing
  router.get('/{*path}', (_request, response) => {
    const nonce = randomBytes(16).toString('base64')
    response
      .set('Content-Security-Policy', policy(nonce))
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page.replace(noncePlaceholder, nonce))
  })
  return router
}

/** May be framed by an EHR (SMART launch); everything else comes from here. */
function policy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'self' https:",
  ].join('; ')
}

const missing =
  '<!doctype html><html lang="en"><title>Careloom</title><p>The web app has not been built yet: run <code>npm start</code>.</p></html>'

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash, randomBytes } from 'node:crypto'
import express from 'express'
import type { Express } from 'express'

type Cleanup = { after(fn: () => unknown): void }

/** An Express application on a loopback port of its own, with a data folder; both end with the test. */
export async function startApp(
  context: Cleanup,
): Promise<{ app: Express; base: string; dataDir: string }> {
  const app = express()
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  const dataDir = mkdtempSync(join(tmpdir(), 'careloom-sandbox-'))
  context.after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { app, base: `http://127.0.0.1:${address.port}`, dataDir }
}

/** A browser without a screen: keeps cookies by path, follows nothing by itself. */
export function browser() {
  const jar = new Map<string, { value: string; path: string }>()

  function cookiesFor(url: URL): string {
    return [...jar]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ')
  }

  function keep(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? url.pathname
    const key = `${name} ${path}`
    const gone = attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one))
    if (gone) jar.delete(key)
    else jar.set(key, { value: pair.slice(name.length + 1), path })
  }

  return {
    async visit(address: string, init: RequestInit = {}): Promise<Response> {
      const url = new URL(address)
      const headers = new Headers(init.headers)
      headers.set('cookie', cookiesFor(url))
      const response = await fetch(url, { ...init, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) keep(url, line)
      return response
    },
    /** Follows redirects that stay below `base` until one matches `stop` or a page is answered. */
    async follow(
      address: string,
      stop: (location: URL) => boolean,
    ): Promise<{ location: URL; response: Response }> {
      let location = new URL(address)
      for (let hop = 0; hop < 10; hop++) {
        const response = await this.visit(location.href)
        const next = response.headers.get('location')
        if (next === null) return { location, response }
        location = new URL(next, location)
        if (stop(location)) return { location, response }
      }
      throw new Error('too many redirects')
    },
  }
}

export type Browser = ReturnType<typeof browser>

/** A PKCE pair (RFC 7636, S256). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export function form(values: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(values) }
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

/** What JSON an answer may hold: the specs say which fields they expect and fail if they are not there. */
export type Answer = {
  [field: string]: string
} & {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  error: string
  location: string
  detail: string
}

/** The JSON body of an answer, read as the type that the spec expects. */
export async function json<T = Answer>(response: Response | Promise<Response>): Promise<T> {
  return (await (await response).json()) as T
}

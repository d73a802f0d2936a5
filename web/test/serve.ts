import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves a folder on loopback as the gateway does: a strict policy with a fresh nonce per page. */
export async function serve(folder: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    answer(folder, path)
      .then(({ type, body, headers }) =>
        response.writeHead(200, { 'content-type': type, ...headers }).end(body),
      )
      .catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { origin: `http://127.0.0.1:${portOf(server)}`, close: () => server.close() }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function answer(folder: string, path: string) {
  const type = types[extname(path)] ?? 'application/octet-stream'
  const body = await readFile(join(folder, path))
  if (extname(path) !== '.html') return { type, body, headers: { 'cache-control': 'max-age=3600' } }
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return {
    type,
    body: body.toString().replaceAll('CSP-NONCE', nonce),
    headers: { 'content-security-policy': policy },
  }
}

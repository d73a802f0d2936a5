import { request, createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import express, { type RequestHandler } from 'express'
import { listen } from '@careloom/hosting/http'

/** Where something listens. */
export type Place = { readonly host: string; readonly port: number }

export type Front = {
  readonly url: string
  mount(path: string, handler: RequestHandler): void
  /** What is below these is answered there, under this address. */
  pass(paths: readonly string[], to: Place): void
  close(): Promise<void>
}

/**
 * What stands before the gateways of a house to try it out: one address, and whichever gateway answers. One that cannot be reached is
 * passed over, as a load balancer does; what one has taken and not answered is not said to another.
 */
export async function openFront(at: Place, gateways: () => readonly Place[]): Promise<Front> {
  const app = express()
  app.disable('x-powered-by')
  const own = express.Router()
  let turn = 0
  app.use(own)
  app.use(async (incoming, response) => {
    const body = await buffer(incoming)
    const places = gateways()
    turn = (turn + 1) % Math.max(1, places.length)
    forward(incoming, body, response, [...places.slice(turn), ...places.slice(0, turn)])
  })
  const server = createServer(app as RequestListener)
  const bound = await listen(server, at.port, at.host)
  return {
    url: `http://localhost:${bound}`,
    mount: (path, handler) => void own.use(path, handler),
    pass: (paths, to) =>
      void own.use([...paths], async (incoming, response) => {
        incoming.url = incoming.originalUrl
        forward(incoming, await buffer(incoming), response, [to])
      }),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function forward(
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  [place, ...others]: readonly Place[],
): void {
  if (place === undefined) return void response.writeHead(503, { 'retry-after': '2' }).end()
  const { method, url: path, headers } = incoming
  const outgoing = request({ ...place, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    // Where the rest does not come, whoever asked is not left waiting for it.
    pipeline(answer, response).catch(() => undefined)
  })
  response.once('close', () => outgoing.destroy())
  outgoing.once('error', (error) => {
    const isNotThere = 'code' in error && notThere.has(String(error.code))
    if (isNotThere) forward(incoming, body, response, others)
    else if (response.headersSent) response.destroy()
    else response.writeHead(502).end()
  })
  outgoing.end(body)
}

/** Nothing was said to whoever is not there. */
const notThere = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'])

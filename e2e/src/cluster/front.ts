import { request, createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import express, { type RequestHandler } from 'express'
import { listen } from '@careloom/hosting/http'

export type Front = {
  readonly url: string
  mount(path: string, handler: RequestHandler): void
  /** What is below these is answered at a port of this machine, under this address. */
  pass(paths: readonly string[], port: number): void
  close(): Promise<void>
}

/**
 * What stands before the gateways of a house: one address, and whichever gateway answers. One that cannot be reached is passed over,
 * as a load balancer does; what one has taken and not answered is not said to another.
 */
export async function openFront(port: number, gateways: () => readonly number[]): Promise<Front> {
  const app = express()
  const own = express.Router()
  let turn = 0
  app.use(own)
  app.use(async (incoming, response) => {
    const body = await buffer(incoming)
    const ports = gateways()
    turn += 1
    const inTurn = ports.map((_port, i) => ports[(turn + i) % ports.length] ?? 0)
    forward(incoming, body, response, inTurn)
  })
  const server = createServer(app as RequestListener)
  const bound = await listen(server, port, '127.0.0.1')
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
  [port, ...others]: readonly number[],
): void {
  if (port === undefined) return void response.writeHead(502).end()
  const { method, url: path, headers } = incoming
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  response.once('close', () => outgoing.destroy())
  outgoing.once('error', (error) => {
    const isNotThere = 'code' in error && error.code === 'ECONNREFUSED'
    if (isNotThere) forward(incoming, body, response, others)
    else if (response.headersSent) response.destroy()
    else response.writeHead(502).end()
  })
  outgoing.end(body)
}

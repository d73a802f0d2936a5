import { createServer, request, type RequestListener, type Server } from 'node:http'
import express, { type RequestHandler } from 'express'
import { listen } from '@careloom/hosting/http'

export type Front = { readonly url: string; mount(path: string, handler: RequestHandler): void; close(): Promise<void> }

/**
 * What stands before the gateways of a house: one address, and whichever gateway answers. A gateway that cannot be reached is passed
 * over, as a load balancer does.
 */
export async function openFront(port: number, gateways: () => readonly number[]): Promise<Front> {
  const app = express()
  const own = express.Router()
  let turn = 0
  app.use(own)
  app.use((incoming, response) => {
    const ports = gateways()
    const forward = (left: number): void => {
      const to = ports[(turn += 1) % ports.length]
      const { method, url: path, headers } = incoming
      const outgoing = request({ host: '127.0.0.1', port: to, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      outgoing.once('error', () => {
        if (response.headersSent) return void response.destroy()
        // What was not sent on can be sent elsewhere; a body that has begun to flow cannot.
        if (left > 0 && (method === 'GET' || incoming.readableDidRead === false)) forward(left - 1)
        else response.writeHead(502).end()
      })
      incoming.pipe(outgoing)
    }
    forward(ports.length)
  })
  const server: Server = createServer(app as RequestListener)
  const bound = await listen(server, port, '127.0.0.1')
  return {
    url: `http://localhost:${bound}`,
    mount: (path, handler) => void own.use(path, handler),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

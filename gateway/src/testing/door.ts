import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import type { Authenticate } from '../auth/authenticate.ts'
import { problemOf, sendProblem } from '../http/problem.ts'
import { recentlySeen } from '../http/recently-seen.ts'
import type { Context } from '../web-api/context.ts'
import { webApiRouter, type MountNeeds } from '../web-api/mount.ts'

/** The web API's door with nothing behind it: `GET /api/me` says who was let in. Returns its address. */
export async function serveDoor(
  t: { after(putAway: () => unknown): void },
  authenticate: Authenticate,
): Promise<string> {
  const handlers = {
    getMe: async (_request: unknown, { actor }: Context) => ({
      name: actor.displayName ?? actor.id,
      roles: [...actor.roles],
    }),
  }
  const app = express()
  app.use(
    webApiRouter({
      authenticate,
      recentlySeen: recentlySeen(),
      handlers: handlers as unknown as MountNeeds['handlers'],
      contextFor: (_request, _response, { actor }) => ({ actor }) as Context,
      watch: () => undefined,
    }),
  )
  const failed: ErrorRequestHandler = (error, _request, response, _next) =>
    sendProblem(
      response,
      problemOf(error, () => undefined),
      'trace',
    )
  app.use(failed)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

import { createServer } from 'node:http'
import type { Server } from 'node:net'
import express from 'express'
import { sandboxHospital } from './hospital.ts'

/** What a hospital is told when it opens: plain data, so that it can be told to another process. */
export type HospitalTold = {
  /** Where the hospital is reached, without `/ehr` and without a slash at the end. */
  readonly base: string
  readonly dataDir: string
  /** The folder of this package, with `people/` and `static/`. */
  readonly files: string
  readonly careloomBase: string
  /** Where this process reaches it, if that is another address than people's. */
  readonly careloomReachedAt?: string | undefined
  readonly clientSecret: string
  readonly samplePeople: boolean
}

type Around = {
  /** Milliseconds since 1970; a hospital in a process of its own has a clock of its own. */
  readonly now?: () => number
  readonly onError: (error: Error) => void
  /** Told how it ended, if nobody asked it to. */
  readonly onEnded: (how: string) => void
}

/** Opens the hospital behind a door that listens already: nobody who knocks while it opens is turned away. */
export type OpenHospital = (
  door: Server,
  told: HospitalTold,
  around: Around,
) => Promise<{ close(): Promise<void> }>

/** Opens the hospital in this process. */
export const openHospital: OpenHospital = async (door, told, { now, onError }) => {
  const opening = sandboxHospital({ ...told, onError, ...(now === undefined ? {} : { now }) })
  const app = express()
  app.disable('x-powered-by')
  app.get('/', (_request, response) => response.redirect(303, '/ehr'))
  app.use('/ehr', async (request, response, next) => {
    const { router } = await opening
    router(request, response, next)
  })
  const server = createServer(app).listen(door)
  const hospital = await opening
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      hospital.close()
    },
  }
}

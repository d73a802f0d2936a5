import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { houseEnv } from './testing/house-env.ts'

describe('a process that is told to end while it waits for its engines', () => {
  it(
    'ends in order, and does not wait for them',
    withContext(async (t) => {
      const asked = Promise.withResolvers<void>()
      const sockets: Socket[] = []
      // Accepts and never answers.
      const standing = createServer((socket) => {
        sockets.push(socket.on('error', () => undefined))
        asked.resolve()
      }).listen(0, '127.0.0.1')
      await once(standing, 'listening')
      t.after(() => {
        for (const socket of sockets) socket.destroy()
        standing.close()
      })
      const at = `127.0.0.1:${(standing.address() as AddressInfo).port}`
      const env = houseEnv(t, { url: `mongodb://${at}/` }, { brokers: [at] })
      const child = spawn(process.execPath, [join(import.meta.dirname, 'running.child.ts')], {
        env: { ...env, GRPC_PORT: '0', OPERATIONS_PORT: '0' },
        stdio: 'ignore',
      })
      t.after(() => child.kill('SIGKILL'))
      const ended = once(child, 'exit')
      await Promise.race([asked.promise, ended])
      child.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    }),
  )
})

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { embeddedIdentity, signWith } from '@careloom/sandbox'
import { identityContract, type OpenIdentity } from '@careloom/testing/identity.contract'
import { gatewayBefore, people, realmSecrets } from '../src/identity.ts'

const open: OpenIdentity = async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'careloom-identity-'))
  const app = express()
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const base = `http://localhost:${port}`
  const begin = () =>
    embeddedIdentity({ base, dataDir, gatewaySecret: realmSecrets.CARELOOM_GATEWAY_SECRET })
  let identity = await begin()
  app.use('/realms/careloom', (...args) => identity.router(...args))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  t.after(async () => {
    await close()
    identity.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    ...(await gatewayBefore(t, base, base)),
    async signWith(privateKey) {
      await signWith(dataDir, 'careloom', privateKey.export({ format: 'jwk' }))
      const before = identity
      identity = await begin()
      t.after(() => before.close())
    },
    stop: close,
    start: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
  }
}

identityContract('the embedded provider', open, people)

import assert from 'node:assert/strict'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { eventually, scratchFolder } from '@careloom/testing'
import { authority } from '@careloom/testing/certificates'
import { oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { Handlers } from '../definition.ts'
import { RpcFailure } from '../errors.ts'
import { identity, own, reach, trust } from '../testing/known.ts'
import { certificatesIn } from './certificates.ts'
import type { Proof } from './client.ts'
import { GrpcServer, type ServerNeed } from './server.ts'

const house = await authority('the house')
const stranger = await authority('a stranger')
const handlers = { ask: async ({ text }: { text: string }) => ({ text, count: 1 }) }

async function folderOf(t: TestContext, by: typeof house, name: string): Promise<string> {
  const folder = scratchFolder(t)
  await by.issue(folder, name)
  return folder
}

const onError = (error: unknown) => assert.fail(String(error))

async function serveIn(
  t: TestContext,
  folder: string,
  answering: Handlers<typeof oracle> = handlers,
  need: Partial<ServerNeed> = {},
): Promise<string> {
  const server = new GrpcServer({ isHealthy: () => true, trust, ...need })
  server.add(oracle, answering)
  const { server: credentials } = certificatesIn(folder, { onError, everyMs: 20 })
  const { port, close } = await server.listen('127.0.0.1:0', credentials)
  t.after(() => close(0))
  return `127.0.0.1:${port}`
}

/** What a process calls `oracle` with. */
async function proofOf(t: TestContext, by: typeof house, name = 'oracle'): Promise<Proof> {
  const folder = await folderOf(t, by, 'loom')
  return { credentials: certificatesIn(folder, { onError }).client, name }
}

rpcContract('gRPC over mutual TLS', async (t, answering, options) => {
  const address = await serveIn(t, await folderOf(t, house, 'oracle'), answering, options)
  return { client: reach(t, address, identity('door'), await proofOf(t, house)) }
})

const isRefused = (asked: Promise<unknown>) =>
  assert.rejects(asked, (error) => {
    assert.ok(error instanceof RpcFailure)
    assert.deepEqual([error.code, error.retryable], ['CL_UNAVAILABLE', true])
    return true
  })

describe('certificates', () => {
  it(
    'of a stranger, and none at all, open no port of the house',
    withContext(async (t) => {
      const folder = await folderOf(t, house, 'oracle')
      let asked = 0
      const address = await serveIn(t, folder, { ask: async () => ({ text: '', count: ++asked }) })
      const forged = scratchFolder(t)
      await stranger.issue(forged, 'loom')
      // It believes the server; only who signed its own certificate is another.
      copyFileSync(join(folder, 'ca.crt'), join(forged, 'ca.crt'))
      const credentials = certificatesIn(forged, { onError }).client
      const as = identity('loom')
      await isRefused(reach(t, address, as, { credentials, name: 'oracle' }).ask({ text: '' }, own))
      await isRefused(reach(t, address, as).ask({ text: '' }, own))
      assert.equal(asked, 0)
      await reach(t, address, as, await proofOf(t, house)).ask({ text: '' }, own)
      assert.equal(asked, 1)
    }),
  )
  it(
    'of a stranger, and of another service of the house, are told nothing',
    withContext(async (t) => {
      const as = identity('loom')
      const proof = await proofOf(t, house)
      const strange = await serveIn(t, await folderOf(t, stranger, 'oracle'))
      await isRefused(reach(t, strange, as, proof).ask({ text: '' }, own))
      const other = await serveIn(t, await folderOf(t, house, 'spindle'))
      await isRefused(reach(t, other, as, proof).ask({ text: '' }, own))
    }),
  )
  it(
    'that are exchanged are taken without a restart, and half an exchange changes nothing',
    withContext(async (t) => {
      const folder = await folderOf(t, house, 'oracle')
      const told: string[] = []
      const server = new GrpcServer({ isHealthy: () => true, trust })
      server.add(oracle, handlers)
      const looking = { onError: (error: unknown) => told.push(String(error)), everyMs: 5 }
      const { port, close } = await server.listen(
        '127.0.0.1:0',
        certificatesIn(folder, looking).server,
      )
      t.after(() => close(0))
      const ask = async (by: typeof house) =>
        reach(t, `127.0.0.1:${port}`, identity('loom'), await proofOf(t, by)).ask({ text: '' }, own)
      await ask(house)
      writeFileSync(join(folder, 'tls.key'), 'half')
      await eventually(() => told.length > 0, 'told that they cannot be used', 60_000)
      await ask(house)
      await stranger.issue(folder, 'oracle')
      const isTaken = () =>
        ask(stranger).then(
          () => true,
          () => false,
        )
      await eventually(isTaken, 'taken', 60_000)
      await isRefused(ask(house))
    }),
  )
  it(
    'that are missing, or whose key is another, end a start with what must be there',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const must = /must hold tls\.crt and the tls\.key that belongs to it, and ca\.crt/
      assert.throws(() => certificatesIn(folder, { onError }), must)
      await house.issue(folder, 'oracle')
      const other = await folderOf(t, house, 'oracle')
      copyFileSync(join(other, 'tls.key'), join(folder, 'tls.key'))
      assert.throws(() => certificatesIn(folder, { onError }), must)
    }),
  )
})

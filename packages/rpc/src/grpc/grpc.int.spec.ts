import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { status, type Metadata } from '@grpc/grpc-js'
import { describe, it } from '@jest/globals'
import { callersContract } from '@careloom/testing/callers.contract'
import { oracle, rpcContract } from '@careloom/testing/rpc.contract'
import { callerGone, InvalidInput, withPatience } from '@careloom/event-sourcing'
import { withContext } from '@careloom/testing/with-context'
import { RpcFailure } from '../errors.ts'
import { identity, keyOf, own, reach, serve, trust } from '../testing/known.ts'
import { grpcClient } from './client.ts'
import { admitted, credentialed, type Identity } from './credential.ts'
import { GrpcServer } from './server.ts'
import { fromHeaders, toStatus } from './wire.ts'

rpcContract('gRPC on loopback', async (t, handlers, options) => {
  const { port } = await serve(t, handlers, options)
  return { client: reach(t, `127.0.0.1:${port}`, identity('door')) }
})

callersContract('gRPC on loopback', async (t, handlers, asking) => {
  const { port } = await serve(t, handlers, { trust: { ...trust, ...asking } })
  return (name) => reach(t, `127.0.0.1:${port}`, { ...identity(name), nowMs: asking.nowMs })
})

describe('a caller who has gone', () => {
  it(
    'is noticed by whoever works for them, also behind another service',
    withContext(async (t) => {
      const server = new GrpcServer({ isHealthy: () => true, trust })
      const begun = Promise.withResolvers<AbortSignal | undefined>()
      const gone = Promise.withResolvers<void>()
      server.add(oracle, {
        async ask({ text }) {
          if (text === 'first') return client.ask({ text: 'second' }, own)
          callerGone()?.addEventListener('abort', () => gone.resolve())
          begun.resolve(callerGone())
          return gone.promise.then(() => ({ text, count: 0 }))
        },
      })
      const { port, close } = await server.listen('127.0.0.1:0')
      const { client, close: hangUp } = grpcClient(oracle, `127.0.0.1:${port}`, identity('loom'))
      t.after(close)
      t.after(hangUp)
      const leaving = new AbortController()
      const patience = { until: performance.now() + 60_000, gone: leaving.signal }
      const asked = withPatience(patience, () => client.ask({ text: 'first' }, own))
      assert.equal((await begun.promise)?.aborted, false)
      leaving.abort()
      await assert.rejects(asked, { code: 'CL_DEADLINE_EXCEEDED', retryable: true })
      await gone.promise
      await assert.rejects(
        withPatience(patience, () => client.ask({ text: 'third' }, own)),
        { code: 'CL_DEADLINE_EXCEEDED' },
      )
    }),
  )
})

const path = `/${oracle.fullName}/Ask`
const body = Buffer.from('{"text":""}')

describe('a credential', () => {
  const headersOf = (as: Partial<Identity> = {}) =>
    credentialed({ ...identity('loom'), ...as }, path, own, body)
  const admit = (headers: Metadata, to = path, bytes = body, now = Date.now()) =>
    admitted({ ...trust, nowMs: () => now }, oracle.fullName, to, headers, bytes)
  const isRefused = (work: () => unknown, reason: string) =>
    assert.throws(work, (error) => {
      assert.ok(error instanceof RpcFailure)
      assert.deepEqual([error.code, error.reason], ['CL_CALLER_UNKNOWN', reason])
      assert.equal(toStatus(error).code, status.UNAUTHENTICATED)
      return true
    })

  it('lets in whose it is', () => {
    const { metadata, ...rest } = admit(headersOf())
    const { vouched, ...said } = metadata
    assert.deepEqual([said, rest, vouched?.by], [own.metadata, {}, 'loom'])
  })

  it('is refused when nobody made one, or nobody can read it', () => {
    const bare = headersOf()
    bare.remove('careloom-caller-bin')
    isRefused(() => admit(bare), 'credential-missing')
    for (const text of ['', '{', 'null', '{"caller":"loom"}']) {
      const headers = headersOf()
      headers.set('careloom-caller-bin', Buffer.from(text))
      isRefused(() => admit(headers), 'credential-missing')
    }
  })
  it('is refused when another key made it', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    isRefused(() => admit(headersOf({ key: privateKey })), 'credential-not-genuine')
    isRefused(() => admit(headersOf({ key: keyOf('door') })), 'credential-not-genuine')
    isRefused(() => admit(headersOf({ name: 'warp' })), 'caller-not-known')
  })
  it('is told of by the name of whoever is of the house, and by no other that is claimed', () => {
    const told: string[] = []
    const onRefused = ({ caller }: { caller: string }) => void told.push(caller)
    const { privateKey: key } = generateKeyPairSync('ed25519')
    for (const name of ['loom', 'Dana Reyes, 555-0100'])
      assert.throws(() => {
        const headers = credentialed({ ...identity('loom'), name, key }, path, own, body)
        admitted({ ...trust, onRefused }, oracle.fullName, path, headers, body)
      })
    assert.deepEqual(told, ['loom', 'nobody'])
  })
  it('is refused for another method, also where it claims to be for it', () => {
    const other = `/${oracle.fullName}/Erase`
    isRefused(() => admit(headersOf(), other), 'credential-for-another-method')
    const headers = headersOf()
    const [said] = headers.get('careloom-caller-bin')
    const claimed = { ...(JSON.parse(String(said)) as object), method: other }
    headers.set('careloom-caller-bin', Buffer.from(JSON.stringify(claimed)))
    isRefused(() => admit(headers, other), 'credential-not-genuine')
  })
  it('is refused with another request, other metadata, another revision, or another past', () => {
    isRefused(() => admit(headersOf(), path, Buffer.from('{}')), 'credential-not-genuine')
    const changed = headersOf()
    const said = JSON.stringify({ actor: 'system:loom', causationId: 'd' })
    changed.set('careloom-call-bin', Buffer.from(said))
    isRefused(() => admit(changed), 'credential-not-genuine')
    const revised = headersOf()
    revised.set('careloom-if-revision', '7')
    isRefused(() => admit(revised), 'credential-not-genuine')
    const later = headersOf()
    later.set('careloom-seen-bin', Buffer.from('{"people":7}'))
    isRefused(() => admit(later), 'credential-not-genuine')
    const moved = headersOf()
    moved.remove('careloom-seen-bin')
    for (const seen of headersOf().get('careloom-seen-bin'))
      moved.set('careloom-if-revision', String(seen))
    isRefused(() => admit(moved), 'credential-not-genuine')
  })
  it('carries no word that its door has not signed, and none that is none', () => {
    const vouched = { by: 'door', actor: 'ada', until: Date.now() + 10_000 }
    const refusedWith = (word: object, reason: string) =>
      assert.throws(
        () => {
          const metadata = { actor: 'ada', causationId: 'c', vouched: { ...vouched, ...word } }
          admit(credentialed(identity('loom'), path, { metadata }, body))
        },
        (error) => {
          assert.ok(error instanceof RpcFailure)
          assert.deepEqual([error.code, error.reason], ['CL_CALLER_NOT_PERMITTED', reason])
          assert.equal(toStatus(error).code, status.PERMISSION_DENIED)
          return true
        },
      )
    refusedWith({}, 'vouching-not-genuine')
    refusedWith({ signature: 'AAAA' }, 'vouching-not-genuine')
    refusedWith({ by: 'warp' }, 'vouched-for-by-who-may-not')
    for (const none of [null, 'ada', {}, { ...vouched, until: 'later' }]) {
      const headers = headersOf()
      const said = { actor: 'ada', causationId: 'c', vouched: none }
      headers.set('careloom-call-bin', Buffer.from(JSON.stringify(said)))
      assert.throws(() => fromHeaders(headers), InvalidInput)
    }
  })
  it('is refused when it is over, and when it would last too long', () => {
    const now = Date.now()
    const headers = headersOf({ nowMs: () => now })
    admit(headers, path, body, now + 30_000)
    isRefused(() => admit(headers, path, body, now + 36_000), 'credential-is-over')
    isRefused(() => admit(headers, path, body, now - 6_000), 'credential-lasts-too-long')
  })
})

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import express, { type ErrorRequestHandler } from 'express'
import { roles } from '@careloom/access'
import { alsoSeen, seenSoFar, type Seen } from '@careloom/event-sourcing'
import type { Authenticate } from '../auth/authenticate.ts'
import { problemOf, sendProblem } from '../http/problem.ts'
import { recentlySeen } from '../http/recently-seen.ts'
import type { Context } from './context.ts'
import { webApiRouter, type MountNeeds } from './mount.ts'

const everybody: Authenticate = async (authorization) =>
  authorization === undefined
    ? { ok: false }
    : { ok: true, actor: { id: 'u1', roles: new Set(roles), organization: 'o' }, until: 0 }
const me = { name: 'Jo Winter', roles: ['coordinator'] }
const key = '0190a000-0000-7000-8000-0000000000ff'
const referral = '0190a000-0000-7000-8000-000000000501'

async function serve(
  t: TestContext,
  handlers: Partial<
    Record<keyof MountNeeds['handlers'], (request: never, context: Context) => Promise<unknown>>
  >,
) {
  const heard: unknown[] = []
  const app = express()
  app.use(
    webApiRouter({
      recentlySeen: recentlySeen(),
      authenticate: everybody,
      handlers: handlers as unknown as MountNeeds['handlers'],
      contextFor: () => ({}) as Context,
      watch: () => undefined,
    }),
  )
  const failed: ErrorRequestHandler = (error, _request, response, _next) =>
    sendProblem(
      response,
      problemOf(error, (each) => heard.push(each)),
      'trace',
    )
  app.use(failed)
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => new Promise((resolve) => server.close(resolve)))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(base + path, {
      ...init,
      headers: {
        authorization: 'Bearer x',
        connection: 'close',
        ...(init.headers as Record<string, string> | undefined),
      },
    })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }
  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'idempotency-key': key },
  ) =>
    call(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { call, post, heard, base }
}

describe('a route of the web API', () => {
  it(
    'says what has been seen with its answer, and takes it back with the next request',
    withContext(async (t) => {
      const told: Seen[] = []
      const { call } = await serve(t, {
        async getMe() {
          told.push(seenSoFar())
          alsoSeen({ log: 'people', position: 7 })
          return me
        },
      })
      const first = await call('/api/me')
      assert.equal(first.headers.get('careloom-seen'), '{"people":7}')
      await call('/api/me', { headers: { 'careloom-seen': '{"people":12,"outcomes":2}' } })
      assert.deepEqual(told, [{}, { people: 12, outcomes: 2 }])
      const bad = await call('/api/me', { headers: { 'careloom-seen': '{"people":-1}' } })
      assert.deepEqual([bad.status, told.length], [400, 2])
      assert.match(JSON.stringify(bad.body), /Careloom-Seen/)
    }),
  )
  it(
    'lets out what its schema says and no more',
    withContext(async (t) => {
      const { call } = await serve(t, {
        getMe: async () => ({
          ...me,
          passwordHash: 'canary',
          organization: { id: referral, name: 'Harbor Peers', secret: 'canary' },
        }),
      })
      const { status, body, headers } = await call('/api/me')
      assert.deepEqual(
        [status, body['name'], headers.get('cache-control')],
        [200, 'Jo Winter', 'no-store'],
      )
      assert.ok(!JSON.stringify(body).includes('canary'))
    }),
  )
  it(
    'answers a failure without a word of it',
    withContext(async (t) => {
      const { call, heard } = await serve(t, { getMe: () => Promise.reject(new Error('canary')) })
      const { status, body } = await call('/api/me')
      assert.deepEqual(
        [status, body],
        [
          500,
          {
            type: 'about:blank',
            title: 'Something went wrong',
            status: 500,
            code: 'internal',
            traceId: 'trace',
          },
        ],
      )
      assert.equal(heard.length, 1)
    }),
  )
  it(
    'answers 500 rather than what its schema does not know',
    withContext(async (t) => {
      const { call, heard } = await serve(t, { getMe: async () => ({ name: 7 }) })
      assert.equal((await call('/api/me')).status, 500)
      assert.match(String(heard[0]), /getMe answered what its schema does not say/)
    }),
  )
  it(
    'asks for a token and says so',
    withContext(async (t) => {
      const { base } = await serve(t, {})
      const response = await fetch(`${base}/api/me`, { headers: { connection: 'close' } })
      assert.deepEqual(
        [response.status, response.headers.get('www-authenticate')],
        [401, 'Bearer realm="careloom"'],
      )
      await response.arrayBuffer()
    }),
  )
  it(
    'asks for a key with every write, and names what is wrong with a body without repeating it',
    withContext(async (t) => {
      const { post } = await serve(t, { sendOffers: async () => ({ status: 'accepted' }) })
      const path = `/api/coordinator/referrals/${referral}/offers`
      assert.equal(
        (await post(path, { peerWorkerIds: [referral] }, {})).body['code'],
        'idempotency-key-needed',
      )
      const wrong = await post(path, { peerWorkerIds: 'canary', canary: 1 })
      assert.deepEqual([wrong.status, wrong.body['code']], [400, 'invalid-input'])
      assert.ok(!JSON.stringify(wrong.body).includes('canary'))
      assert.equal((await post(path, { peerWorkerIds: [referral] })).body['status'], 'accepted')
    }),
  )
  it(
    'takes an id that cannot be one for nothing',
    withContext(async (t) => {
      const { call } = await serve(t, {
        getCoordinatorReferral: async () => assert.fail('was asked'),
      })
      assert.equal((await call('/api/coordinator/referrals/not-an-id')).status, 404)
      assert.equal((await call('/api/nowhere')).body['code'], 'no-such-route')
    }),
  )
  it(
    'takes no body that is too large or unreadable',
    withContext(async (t) => {
      const { call } = await serve(t, {})
      const send = (body: string) =>
        call('/api/coordinator/referrals/x/offers', {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        })
      assert.deepEqual(
        [(await send(`"${'x'.repeat(300_000)}"`)).status, (await send('{')).status],
        [413, 400],
      )
    }),
  )
})

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import express from 'express'
import { alsoSeen, seenSoFar } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { RpcFailure } from '@careloom/rpc'
import { scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { IdentityAway } from '../auth/realm.ts'
import { fhirRouter } from './fhir.ts'
import { amongGateways } from './other-gateways.ts'
import { keptMs, recentlySeen } from './recently-seen.ts'

type Needs = Parameters<typeof fhirRouter>[0]

/** A door of FHIR; answers its address. */
async function doorOf(t: TestContext, needs: Partial<Needs>): Promise<string> {
  const app = express()
  app.use(
    '/fhir',
    fhirRouter({
      door: { shut: undefined } as Needs['door'],
      authenticate: () => assert.fail(),
      fhir: {} as Needs['fhir'],
      recentlySeen: recentlySeen(),
      smartConfiguration: {},
      onError: (error) => assert.fail(String(error)),
      ...needs,
    }),
  )
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`
}

/** A gateway of several, behind which a POST records something and a GET answers what whoever asks has seen. */
async function gatewayOf(t: TestContext, folder: string, name: string): Promise<string> {
  const host = new EmbeddedHost({
    dataDir: join(folder, name),
    secretsDir: join(folder, 'secrets'),
    sharedFile: join(folder, 'shared.sqlite'),
  })
  t.after(() => host.close())
  let position = 0
  const interact = async ({ method }: { method: string }) => {
    if (method === 'POST') alsoSeen({ log: name, position: (position += 1) })
    return { status: 200, body: JSON.stringify(seenSoFar()) }
  }
  return doorOf(t, {
    // Whoever a token names has it.
    authenticate: async (token = '') => ({ ok: true, actor: { id: token, roles: [] } }) as never,
    fhir: { interact } as never,
    recentlySeen: recentlySeen(amongGateways(host, keptMs, () => assert.fail())),
  })
}

const asking = (url: string, method: string, authorization: string) =>
  fetch(`${url}/Patient`, {
    method,
    headers: { authorization, 'content-type': 'application/fhir+json' },
    ...(method === 'POST' ? { body: '{}' } : {}),
  })

describe('the door of FHIR', () => {
  it(
    'asks to try again when nobody can say whose a token is',
    withContext(async (t) => {
      const heard: unknown[] = []
      const url = await doorOf(t, {
        authenticate: () => Promise.reject(new IdentityAway()),
        onError: (error) => heard.push(error),
      })
      const response = await fetch(`${url}/Patient/p1`, {
        headers: { authorization: 'Bearer x' },
      })
      assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
      assert.deepEqual(await response.json(), {
        resourceType: 'OperationOutcome',
        issue: [
          { severity: 'error', code: 'transient', diagnostics: 'CL_UNAVAILABLE: try again.' },
        ],
      })
      assert.deepEqual(heard, [])
    }),
  )
  it(
    'says that it was late when it was, and nothing of the request',
    withContext(async (t) => {
      const late = new RpcFailure('CL_DEADLINE_EXCEEDED', { retryable: true })
      const url = await doorOf(t, {
        authenticate: async () => ({ ok: true, actor: { id: 'ada', roles: [] } }) as never,
        fhir: { interact: () => Promise.reject(late) } as never,
      })
      const response = await fetch(`${url}/Patient/p1`, { headers: { authorization: 'Bearer x' } })
      assert.equal(response.status, 504)
      assert.deepEqual(await response.json(), {
        resourceType: 'OperationOutcome',
        issue: [
          { severity: 'error', code: 'timeout', diagnostics: 'CL_DEADLINE_EXCEEDED: try again.' },
        ],
      })
    }),
  )
  it(
    'answers from nothing older than what the client has just recorded at another gateway',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      const one = await gatewayOf(t, folder, 'one')
      const two = await gatewayOf(t, folder, 'two')
      const seenAt = async (url: string, who: string) => (await asking(url, 'GET', who)).json()
      await Promise.all([one, one, one, two, two].map((url) => asking(url, 'POST', 'hospital')))
      for (const url of [one, two])
        assert.deepEqual(await seenAt(url, 'hospital'), { one: 3, two: 2 })
      assert.deepEqual(await seenAt(two, 'another hospital'), {})
    }),
  )
})

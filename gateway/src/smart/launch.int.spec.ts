import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { SharedFile, sqliteShared } from '@careloom/event-sourcing/sqlite'
import { scratchFolder, scratchKey } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { launchSessions } from '../auth/launch-sessions.ts'
import { problemOf, sendProblem } from '../http/problem.ts'
import { smartRouter } from './launch.ts'

async function listening(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An EHR that lets everybody in. */
async function ehr(t: TestContext) {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'k' }
  const app = express()
  let base = ''
  const answers = (body: () => unknown): RequestHandler => {
    return async (_request, response) => void response.json(await body())
  }
  app.get(
    '/.well-known/smart-configuration',
    answers(() => ({
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      issuer: base,
      jwks_uri: `${base}/keys`,
    })),
  )
  app.get(
    '/keys',
    answers(() => ({ keys: [jwk] })),
  )
  app.post(
    '/token',
    answers(async () => ({
      access_token: 'token',
      patient: '1',
      id_token: await new SignJWT({ fhirUser: 'Practitioner/osei', name: 'Dr. Osei' })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .setIssuer(base)
        .setAudience('careloom')
        .setExpirationTime('1m')
        .sign(privateKey),
    })),
  )
  app.get(
    '/Patient/1',
    answers(() => ({
      resourceType: 'Patient',
      id: '1',
      active: true,
      name: [{ given: ['Dana'], family: 'Reyes' }],
    })),
  )
  base = await listening(t, app)
  return base
}

/** Gateways over what they share; each call starts one. */
async function gateways(t: TestContext) {
  const path = join(scratchFolder(t), 'shared.sqlite')
  const fhirBase = await ehr(t)
  const connection = {
    connectionId: 'harbor',
    organizationId: 'hospital',
    name: 'Harbor Hospital',
    fhirBase,
    clientId: 'careloom',
    clientSecret: 'not-to-be-kept',
  }
  const start = async () => {
    const file = new SharedFile(path)
    t.after(() => file.close())
    const shared = sqliteShared(file, { keks: () => [scratchKey], nowMs: Date.now })
    const sessions = launchSessions(shared, Date.now)
    const app = express()
    const personOf = async () => undefined
    const origin = 'https://careloom.example'
    app.use(
      '/smart',
      smartRouter({ connections: [connection], sessions, shared, origin, personOf }),
    )
    const failed: ErrorRequestHandler = (error, _request, response, _next) =>
      sendProblem(
        response,
        problemOf(error, () => undefined),
        't',
      )
    app.use(failed)
    return { url: await listening(t, app), sessions }
  }
  return { start, fhirBase }
}

describe('an EHR launch', () => {
  it(
    'is begun at one gateway, called back at another, and known to a third',
    withContext(async (t) => {
      const { start, fhirBase } = await gateways(t)
      const [one, two, three] = [await start(), await start(), await start()]
      const begin = `${one.url}/smart/launch?iss=${encodeURIComponent(fhirBase)}&launch=l`
      const begun = await fetch(begin, { redirect: 'manual' })
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const callback = (url: string) =>
        fetch(`${url}/smart/callback?state=${state}&code=c`, { redirect: 'manual' })
      const back = await callback(two.url)
      assert.equal(back.status, 302, await back.text())
      const code = /#handoff=(.+)$/.exec(back.headers.get('location') ?? '')?.[1] ?? ''
      const session = (await three.sessions.exchange(code)) ?? assert.fail('no session')
      const known = await one.sessions.authenticate(async () => ({ ok: false }))(
        `Bearer ${session.token}`,
      )
      assert.equal(known.ok && known.actor.id, 'ehr:harbor:osei')
      assert.equal(known.ok && known.launch?.familyName, 'Reyes')
      // Each step once, wherever.
      assert.equal(await two.sessions.exchange(code), undefined)
      const again = await callback(one.url)
      assert.equal(((await again.json()) as { code: string }).code, 'launch-expired')
    }),
  )
})

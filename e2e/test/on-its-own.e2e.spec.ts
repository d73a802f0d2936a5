import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, fhir, session, sessionOf, signIn } from '@careloom/e2e'
import { embeddedIdentity } from '@careloom/sandbox'

const origin = 'https://careloom.example'
const hospital = { id: '0190a000-0000-7000-8000-000000000001', name: 'Elm Hospital' }
const house = { id: '0190a000-0000-7000-8000-000000000077', name: 'Elm Peers' }
const around = mkdtempSync(join(tmpdir(), 'careloom-on-its-own-'))
const endings: (() => unknown)[] = [() => rmSync(around, { recursive: true, force: true })]

const connection = {
  connectionId: '0190a000-0000-7000-8000-000000000079',
  organizationId: hospital.id,
  name: hospital.name,
  fhirBase: 'https://elm.example/fhir',
  clientId: 'careloom',
  clientSecret: 'kept',
  mrnSystem: 'https://elm.example/mrn',
}
const program = {
  programId: '0190a000-0000-7000-8000-000000000078',
  name: 'Elm walks',
  organizationId: house.id,
  organizationName: house.name,
  capacity: 4,
  peerTitle: 'peer specialist',
}

/** An identity provider that the product does not run: at an address of its own. */
async function provider(name: string): Promise<string> {
  const app = express()
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://localhost:${(server.address() as AddressInfo).port}`
  const identity = await embeddedIdentity({ base, dataDir: join(around, name) })
  app.use('/realms/careloom', identity.router as RequestHandler)
  endings.push(() => {
    identity.close()
    server.closeAllConnections()
    server.close()
  })
  return base
}

/** What `npm start` runs, told by these variables alone; what it says until it is there or has ended. */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../scripts/start.ts')], {
    env: { PATH: process.env['PATH'] ?? '', CARELOOM_SANDBOX: 'off', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endings.unshift(() => child.kill('SIGKILL'))
  let said = ''
  const ended = once(child, 'exit').then(() => true)
  const there = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('Stop with Ctrl-C')) resolve(false)
      })
  })
  const isOver = await Promise.race([ended, there])
  return { said, isOver, url: /Listens at +(\S+)/.exec(said)?.[1] ?? '' }
}

describe('the product on its own, without the sandbox', () => {
  let own = ''
  let url = ''
  beforeAll(async () => {
    own = await provider('own')
    const started = await start({
      CARELOOM_DATA: join(around, 'data'),
      CARELOOM_ORIGIN: origin,
      CARELOOM_ISSUER: `${own}/realms/careloom`,
      CARELOOM_TIME_ZONE: 'America/New_York',
      CARELOOM_CONNECTIONS: JSON.stringify([connection]),
      REFERRALS_PROGRAMS: JSON.stringify([program]),
    })
    assert.equal(started.isOver, false, started.said)
    url = started.url
  })
  afterAll(async () => {
    for (const end of endings) await end()
  })

  it('is ready', async () => {
    const response = await fetch(`${url}/readyz`)
    assert.equal(response.status, 200, await response.text())
  })

  it('knows the organizations and the programmes that it was told of, and no others', async () => {
    const client = fhir(url, await clientToken(own))
    const { entry: organizations = [] } = await client.search('Organization')
    assert.deepEqual(
      organizations.map(({ resource: { id, name } }) => ({ id, name })),
      [hospital, house],
    )
    const { entry: programs = [] } = await client.search('HealthcareService')
    assert.deepEqual(
      programs.map(({ resource: { id, name } }) => [id, name]),
      [[program.programId, program.name]],
    )
    const { connections } = await session(own, 'integrator').then(({ token }) =>
      sessionOf(url, token).call('listConnections', {}),
    )
    assert.deepEqual(
      connections.map(({ name }) => name),
      [hospital.name],
    )
  })

  it('takes the tokens of its identity provider, and of no other', async () => {
    const other = await provider('other')
    const ask = async (base: string) => {
      const token = await signIn(base, 'clinician')
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${url}/api/me`, { headers })).status
    }
    assert.deepEqual([await ask(own), await ask(other)], [200, 401])
  })

  it('leads everybody to its identity provider, and has none itself', async () => {
    const issuer = `${own}/realms/careloom`
    const smart = await fetch(`${url}/fhir/.well-known/smart-configuration`)
    const told = (await smart.json()) as Record<string, string>
    assert.deepEqual(
      [told['issuer'], told['token_endpoint']],
      [issuer, `${issuer}/protocol/openid-connect/token`],
    )
    assert.match(await (await fetch(`${url}/fhir/metadata`)).text(), new RegExp(issuer))
    const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } })
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      new RegExp(`connect-src 'self' ${own}`),
    )
    assert.match(await page.text(), new RegExp(`<meta name="issuer" content="${issuer}">`))
    assert.equal((await fetch(`${url}/realms/careloom/protocol/openid-connect/certs`)).status, 404)
  })

  it('says at once everything that is missing, and touches nothing', async () => {
    const { said, isOver } = await start({
      CARELOOM_DATA: join(around, 'never'),
      CARELOOM_CONNECTIONS: '[{"clientSecret":"sentinel-134013"}]',
    })
    assert.ok(isOver, said)
    for (const name of ['ORIGIN', 'ISSUER', 'TIME_ZONE'])
      assert.match(said, new RegExp(`CARELOOM_${name} is missing`))
    assert.match(said, /REFERRALS_PROGRAMS is missing/)
    assert.match(said, /CARELOOM_CONNECTIONS\[0\]\.fhirBase must be/)
    assert.ok(!said.includes('sentinel-134013'), said)
    assert.throws(() => rmSync(join(around, 'never')), /ENOENT/)
  })
})

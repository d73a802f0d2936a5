import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { startProduct, type Product } from '@careloom/e2e'
import { freePort } from '@careloom/testing/free-port'

describe('while the product starts', () => {
  let product: Product
  let early: ReadonlyMap<string, { status: number; type: string; retryAfter: string; body: string }>

  beforeAll(async () => {
    const port = await freePort()
    const starting = startProduct({ port })
    early = new Map(await Promise.all(paths.map((path) => asked(`http://127.0.0.1:${port}`, path))))
    product = await starting
  })
  afterAll(() => product.close())

  it('answers every request, and none from what is not ready yet', () => {
    assert.deepEqual(
      [...early].map(([path, { status }]) => [path, status]),
      paths.map((path) => [path, path === '/healthz' ? 200 : 503]),
    )
  })
  it('says when to ask again, in the form that the asker reads', () => {
    const fhir = early.get('/fhir/Patient')
    assert.equal(fhir?.type, 'application/fhir+json')
    assert.match(fhir.body, /"OperationOutcome".*"transient"/)
    const api = early.get('/api/me')
    assert.equal(api?.type, 'application/problem+json')
    assert.match(api.body, /"code":"starting"/)
    for (const [path, { retryAfter }] of early)
      if (path !== '/healthz') assert.ok(Number(retryAfter) > 0, path)
  })
  it('serves them once it is ready', async () => {
    assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
    assert.equal((await fetch(`${product.url}/fhir/metadata`)).status, 200)
  })
})

const paths = [
  '/healthz',
  '/readyz',
  '/',
  '/api/me',
  '/fhir/Patient',
  '/realms/careloom',
  '/smart/launch',
]

/** The first answer that is given, from the moment that the port is open. */
async function asked(base: string, path: string) {
  for (;;) {
    const answer = await fetch(`${base}${path}`).catch(() => undefined)
    if (answer === undefined) continue
    const type = answer.headers.get('content-type') ?? ''
    const retryAfter = answer.headers.get('retry-after') ?? ''
    return [path, { status: answer.status, type, retryAfter, body: await answer.text() }] as const
  }
}

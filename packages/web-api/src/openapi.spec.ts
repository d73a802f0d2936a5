import assert from 'node:assert/strict'
import { test } from '@jest/globals'
import { openApiDocument } from './openapi.ts'
import { isHandlerRouteId, routeIds, routeOf, routes } from './routes.ts'
import { topic } from './topics.ts'

const document = JSON.stringify(openApiDocument('http://localhost:8080', '0.1.0'))

test('every reference in the description resolves', () => {
  const schemas = JSON.parse(document).components.schemas
  const references = [...document.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((hit) => hit[1])
  assert.ok(references.length > 20)
  assert.deepEqual(
    references.filter((name) => !name || !(name in schemas)),
    [],
  )
})

test('every route is described once, under its own id', () => {
  const ids = [...document.matchAll(/"operationId":"(\w+)"/g)].map((hit) => hit[1])
  assert.deepEqual(ids.sort(), [...routeIds].sort())
})

test('every parameter in a path is described', () => {
  for (const id of routeIds) {
    const named = [...routeOf(id).path.matchAll(/:(\w+)/g)].map((hit) => hit[1])
    assert.deepEqual(Object.keys(routeOf(id).params?.shape ?? {}), named, id)
  }
})

test('no two routes share a method and a path', () => {
  const addresses = routeIds.map((id) => `${routeOf(id).method} ${routeOf(id).path}`)
  assert.equal(new Set(addresses).size, addresses.length)
})

test('every route that reads says what makes its answer stale, and every topic is used', () => {
  const reads = routeIds.filter((id) => routeOf(id).method === 'GET' && isHandlerRouteId(id))
  assert.deepEqual(
    reads.filter((id) => !routeOf(id).topics?.length),
    [],
  )
  const used = new Set(reads.flatMap((id) => routeOf(id).topics ?? []))
  assert.deepEqual(
    topic.options.filter((name) => !used.has(name)),
    [],
  )
})

test('a referral without the person’s agreement is refused', () => {
  const body = {
    programId: '0190a000-0000-7000-8000-000000000102',
    contact: { voicemailOk: false },
  }
  assert.equal(routes.sendReferral.body.safeParse({ ...body, personAgreed: false }).success, false)
  assert.equal(routes.sendReferral.body.safeParse({ ...body, personAgreed: true }).success, true)
})

import assert from 'node:assert/strict'
import { test } from '@jest/globals'
import { apiClient, ApiProblem, ApiUnreachable } from './client.ts'

const referralId = '0190a000-0000-7000-8000-000000000901'
const key = '0190a000-0000-7000-8000-000000000902'

function answering(status: number, body: unknown) {
  const seen: { url: string; init: RequestInit | undefined }[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    seen.push({ url: String(url), init })
    return Response.json(body, { status })
  }
  return { call: apiClient(fetch), seen }
}

test('a write fills in its path and carries its key', async () => {
  const { call, seen } = answering(200, {})
  await call(
    'answerChoice',
    { params: { referralId }, body: { answer: 'not-now' } },
    { idempotencyKey: key },
  )
  assert.equal(seen[0]?.url, `/api/person/choices/${referralId}`)
  assert.equal(new Headers(seen[0]?.init?.headers).get('idempotency-key'), key)
  assert.equal(seen[0]?.init?.body, '{"answer":"not-now"}')
})

test('what an answer has shown is told with the next request', async () => {
  const told: (string | null)[] = []
  const answers = ['{"people":7}', undefined, '{"people":9}', undefined]
  const call = apiClient(async (_url, init) => {
    told.push(new Headers(init?.headers).get('careloom-seen'))
    const seen = answers[told.length - 1]
    return Response.json(
      { offers: [] },
      seen === undefined ? {} : { headers: { 'careloom-seen': seen } },
    )
  })
  for (const _ of answers) await call('listOffers', {}, {}).catch(() => undefined)
  assert.deepEqual(told, [null, '{"people":7}', '{"people":7}', '{"people":9}'])
})

test('a query is appended', async () => {
  const { call, seen } = answering(200, { deliveries: [] })
  await call('listDeliveries', { query: { limit: 5 } }, {})
  assert.equal(seen[0]?.url, '/api/integrator/deliveries?limit=5')
})

test('a problem document becomes an ApiProblem', async () => {
  const body = { type: 'about:blank', title: 'Conflict', status: 409, code: 'caseload-full' }
  await assert.rejects(
    answering(409, body).call('listOffers', {}, {}),
    (thrown) => thrown instanceof ApiProblem && thrown.problem.code === 'caseload-full',
  )
})

test('an answer that its schema does not know is a problem, not a broken screen', async () => {
  await assert.rejects(answering(200, { offers: 'none' }).call('listOffers', {}, {}), ApiProblem)
})

test('no answer at all is told apart from a refusal', async () => {
  const call = apiClient(() => Promise.reject(new TypeError('fetch failed')))
  await assert.rejects(call('listOffers', {}, {}), ApiUnreachable)
})

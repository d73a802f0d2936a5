import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { Refused } from '@careloom/rpc'
import { servicesOver, type Clients } from './services.ts'

const metadata = { actor: 'hospital', causationId: 'c1' }
const recorded = { stream: 's', revision: 1, position: 7 }

/** Clients that answer anything with `answer`, and remember what they were asked. */
function world(answer: () => Promise<unknown> = () => Promise.resolve(recorded)) {
  const calls: [name: string, request: object][] = []
  const client = new Proxy(
    {},
    {
      get: (_target, name) => (request: object) => {
        calls.push([String(name), request])
        return answer()
      },
    },
  )
  const clients = { people: client, referrals: client, outcomes: client } as Clients
  return { calls, services: servicesOver(clients) }
}

describe('the services behind FHIR', () => {
  for (const [move, name] of [
    ['accept', 'acceptReferral'],
    ['reject', 'rejectReferral'],
    ['request-cancellation', 'requestCancellation'],
    ['confirm-cancellation', 'confirmCancellation'],
    ['complete', 'completeReferral'],
    ['end', 'endReferral'],
  ] as const)
    it(`are asked for ${name} when a Task shall ${move}`, async () => {
      const { calls, services } = world()
      const recorded = await services.moveReferral('r1', move, undefined, 3, metadata)
      assert.deepEqual([calls[0]?.[0], recorded], [name, recorded])
    })
  it('find nobody where nobody is known, and let other refusals through', async () => {
    const refusing = (category: 'not-found' | 'conflict') =>
      world(() => Promise.reject(new Refused({ category, reason: 'no' }))).services
    const identifier = { system: 'urn:mrn', value: '1' }
    assert.equal(await refusing('not-found').holderOf(identifier, 'o1', metadata), undefined)
    assert.equal(await refusing('not-found').personOfMeasure('m1', metadata), undefined)
    await assert.rejects(refusing('conflict').holderOf(identifier, 'o1', metadata), Refused)
  })
  it('are told whose number an identifier is', async () => {
    const { calls, services } = world(() => Promise.resolve({ personId: 'p1' }))
    const identifier = { system: 'urn:mrn', value: '1' }
    assert.equal(await services.holderOf(identifier, 'o1', metadata), 'p1')
    assert.deepEqual(calls, [['findPerson', { identifier, organizationId: 'o1' }]])
  })
})

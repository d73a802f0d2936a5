import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { because, openScratchLog, personA } from '@careloom/testing'
import { claims, type ClaimEvent, type Create } from './claim.ts'
import type { Event } from './decider.ts'
import { WrongExpectedRevision } from './failure.ts'

type Registered = Event<'Registered', { by: string }>

async function open(t: Parameters<typeof openScratchLog>[0]) {
  const { store } = await openScratchLog<ClaimEvent>(t)
  const things = store.of<Registered>()
  const claim = claims(store)
  /** Creates at revision 0, idempotent per id. */
  const create =
    (by: string): Create<string> =>
    async (id) => {
      await things
        .append(`thing-${id}`, 0, [{ type: 'Registered', data: { by } }], because())
        .catch((error: unknown) => {
          if (!(error instanceof WrongExpectedRevision)) throw error
        })
      return { ok: true, value: id }
    }
  const created = async () =>
    (await things.feed.readAll(0, 1_000)).events.filter((event) => event.type === 'Registered')
  return { store, claim, create, created }
}

describe('claims', () => {
  it(
    'let 64 at once create exactly one, and tell all of them which',
    withContext(async (t) => {
      const { claim, create, created } = await open(t)
      const results = await Promise.all(
        Array.from({ length: 64 }, (_, i) =>
          claim.createOnce('claim-key', `id-${i}`, because({ person: personA }), create(`${i}`)),
        ),
      )
      assert.equal((await created()).length, 1)
      const ids = new Set(
        results.map((result) => (result.status === 'refused' ? 'refused' : result.id)),
      )
      assert.equal(ids.size, 1)
      assert.equal(results.filter((result) => result.status === 'created').length, 1)
      assert.equal(await claim.holder('claim-key'), [...ids][0])
    }),
  )
  it(
    'are finished by the next one when a crash came between claim and creation',
    withContext(async (t) => {
      const { claim, create, created } = await open(t)
      let claimed: () => void = () => undefined
      const begun = new Promise<void>((resolve) => (claimed = resolve))
      void claim.createOnce(
        'claim-key',
        'id-1',
        because(),
        () => (claimed(), new Promise(() => undefined)),
      )
      await begun
      assert.deepEqual(await claim.createOnce('claim-key', 'id-2', because(), create('second')), {
        status: 'exists',
        id: 'id-1',
      })
      assert.deepEqual(
        (await created()).map(({ stream }) => stream),
        ['thing-id-1'],
      )
      assert.deepEqual(await claim.createOnce('claim-key', 'id-3', because(), create('third')), {
        status: 'exists',
        id: 'id-1',
      })
    }),
  )
  it(
    'are confirmed by the next one, who finds what was created',
    withContext(async (t) => {
      const { store, claim, create, created } = await open(t)
      const types = async () => (await store.read('claim-key')).map(({ type }) => type)
      await claim.createOnce('claim-key', 'id-1', because(), create('first'))
      assert.deepEqual(await types(), ['Claimed'])
      for (let again = 0; again < 2; again++)
        assert.deepEqual(await claim.createOnce('claim-key', 'id-2', because(), create('second')), {
          status: 'exists',
          id: 'id-1',
        })
      assert.equal((await created()).length, 1)
      assert.deepEqual(await types(), ['Claimed', 'ClaimConfirmed'])
    }),
  )
  it(
    'answer the same command twice with the same outcome',
    withContext(async (t) => {
      const { claim, create, created } = await open(t)
      const metadata = because()
      const first = await claim.createOnce('claim-key', 'id-1', metadata, create('first'))
      assert.deepEqual(
        await claim.createOnce('claim-key', 'id-1', metadata, create('first')),
        first,
      )
      assert.equal(first.status, 'created')
      assert.equal((await created()).length, 1)
    }),
  )
  it(
    'are free again when the creation was refused',
    withContext(async (t) => {
      const { claim, create } = await open(t)
      const refusal = { category: 'conflict', reason: 'not-now' } as const
      const refused = await claim.createOnce('claim-key', 'id-1', because(), async () => ({
        ok: false,
        refusal,
      }))
      assert.deepEqual(refused, { status: 'refused', refusal })
      assert.equal(await claim.holder('claim-key'), undefined)
      assert.equal(
        (await claim.createOnce('claim-key', 'id-2', because(), create('second'))).status,
        'created',
      )
    }),
  )
  it(
    'are never left behind by what exists: a creation that outlived its claim takes it again',
    withContext(async (t) => {
      const { claim, create } = await open(t)
      const result = await claim.createOnce('claim-key', 'id-1', because(), async (id) => {
        await claim.free('claim-key', id, because())
        return create('first')(id)
      })
      assert.equal(result.status, 'created')
      assert.equal(await claim.holder('claim-key'), 'id-1')
    }),
  )
  it(
    'are held by the first of many who ask at once, until they are free',
    withContext(async (t) => {
      const { claim } = await open(t)
      const holders = await Promise.all(
        Array.from({ length: 16 }, (_, i) => claim.hold('claim-key', `id-${i}`, because())),
      )
      const [first = ''] = holders
      assert.deepEqual([...new Set(holders)], [first])
      await claim.free('claim-key', first, because())
      assert.equal(await claim.hold('claim-key', 'id-99', because()), 'id-99')
    }),
  )
  it(
    'can be freed once by whoever holds them, and by nobody else',
    withContext(async (t) => {
      const { claim, create } = await open(t)
      await claim.createOnce('claim-key', 'id-1', because(), create('first'))
      await claim.free('claim-key', 'id-2', because())
      assert.equal(await claim.holder('claim-key'), 'id-1')
      await Promise.all([
        claim.free('claim-key', 'id-1', because()),
        claim.free('claim-key', 'id-1', because()),
      ])
      assert.equal(await claim.holder('claim-key'), undefined)
    }),
  )
})

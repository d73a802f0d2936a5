import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import { RpcFailure } from '@careloom/rpc'
import { raceForLastPlaces } from './last-place.ts'
import { until } from '@careloom/testing'
import {
  alex,
  idOf,
  openWorld,
  organizationId,
  ReferralsStub,
  temporaryFolder,
  walkToYes,
} from './world.ts'

describe('the last free place', () => {
  // The small form; `npm run torture -- --places 10000` is the long one.
  it('goes to one of two people, however their peer’s answers interleave', async () => {
    let draw = 0
    const { started, findings } = await raceForLastPlaces(40, () => ((draw++ * 3) % 7) / 7)
    assert.deepEqual([started, findings], [40, []])
  })
})

describe('a start that was cut off', () => {
  it(
    'goes on after a restart, every effect once',
    withContext(async (context) => {
      const folder = temporaryFolder(context)
      const referrals = new ReferralsStub()
      const first = await openWorld(folder, referrals)
      await first.registerPeer(alex, { limit: 1 })
      const referralId = idOf(500, 1)
      await first.requestReferral(referralId, idOf(400, 1))
      await first.host.settled()
      let asked = 0
      referrals.beforeMatch = async () => {
        asked += 1
        throw new RpcFailure('CL_NOT_THERE', { retryable: true })
      }
      await walkToYes(first, referralId, alex)
      await until(async () => asked > 0)
      await first.host.close()
      assert.deepEqual(referrals.matched, [])

      referrals.beforeMatch = async () => undefined
      const second = await openWorld(folder, referrals)
      context.after(() => second.host.close())
      await second.host.settled()
      assert.equal((await second.started()).length, 1)
      assert.equal(referrals.matched.length, 1)
      assert.equal(
        (await second.service.listLoads({ organizationId }, second.call())).loads[0]?.taken,
        1,
      )
      assert.equal(
        (await second.service.getMatchingCase({ referralId, afterPosition: 0 }, second.call()))
          .status,
        'matched',
      )
    }),
  )

  it(
    'is matched once when the answer was lost after the match',
    withContext(async (context) => {
      const folder = temporaryFolder(context)
      const referrals = new ReferralsStub()
      const world = await openWorld(folder, referrals)
      context.after(() => world.host.close())
      await world.registerPeer(alex)
      const referralId = idOf(500, 1)
      await world.requestReferral(referralId, idOf(400, 1))
      await world.host.settled()
      const real = referrals.handlers().matchReferral
      let answers = 0
      const { ReferralServiceDefinition } = await import('@careloom/proto/referrals')
      world.host.serve(ReferralServiceDefinition, {
        ...referrals.handlers(),
        matchReferral: async (request, call) => {
          const answer = await real(request, call)
          answers += 1
          if (answers === 1) throw new RpcFailure('CL_ANSWER_LOST', { retryable: true })
          return answer
        },
      })
      await walkToYes(world, referralId, alex)
      // What waits for somebody who was away is not waited for when all else is settled.
      await until(async () => (await world.started()).length > 0)
      await world.host.settled()
      assert.deepEqual(
        [answers, referrals.matched.length, (await world.started()).length],
        [2, 1, 1],
      )
    }),
  )

  it(
    'frees its place by itself when it is never finished',
    withContext(async (context) => {
      const referrals = new ReferralsStub()
      const world = await openWorld(temporaryFolder(context), referrals)
      context.after(() => world.host.close())
      await world.registerPeer(alex, { limit: 1 })
      const referralId = idOf(500, 1)
      await world.requestReferral(referralId, idOf(400, 1))
      await world.host.settled()
      referrals.beforeMatch = async () => Promise.reject(new TypeError('gone'))
      await walkToYes(world, referralId, alex)
      const taken = async () =>
        (await world.service.listLoads({ organizationId }, world.call())).loads[0]?.taken
      await until(async () => (await taken()) === 1)
      world.ahead(61 * 60_000)
      await until(async () => (await taken()) === 0)
    }),
  )
})

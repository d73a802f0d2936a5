import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { clientNames } from '../../../packages/kafka/src/testing/two-processes.ts'
import { brokerFaults } from './kafka.ts'

const clean = { lost: 0, twice: 0, holes: 0, other: [] }

describe('three brokers of which one is lost while a log is relayed', () => {
  for (const client of clientNames) {
    it(`lose and reorder nothing, by ${client}`, async () => {
      const { acknowledged, faults, part, ...found } = await brokerFaults({
        client,
        stops: 1,
        kills: 1,
        seed: 7,
      })
      assert.deepEqual([faults, found], [2, clean], part)
      assert.ok(acknowledged > 0)
    })
    it(`lose nothing of what ${client} has not sent`, async () => {
      const given = { client, stops: 1, kills: 0, seed: 7 }
      const unanswered = await brokerFaults({ ...given, drops: 'unanswered' })
      assert.equal(unanswered.lost + unanswered.holes, 0)
      const answered = await brokerFaults({ ...given, drops: 'answered' })
      assert.ok(answered.lost > 0 && answered.holes > 0, 'what was dropped is not noticed')
    })
  }
})

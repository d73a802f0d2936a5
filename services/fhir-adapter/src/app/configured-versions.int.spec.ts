import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import { openScratchLog } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import type { ConfiguredEvent } from '../domain/configured-version.ts'
import { configuredVersions } from './configured-versions.ts'

const programme = (name: string) => ({ resourceType: 'HealthcareService', id: 'p1', name })

describe('a resource that follows from configuration', () => {
  it(
    'has one version in every process and after every start, until it says something else',
    withContext(async (t) => {
      const { store } = await openScratchLog<ConfiguredEvent>(t)
      let startedAt = 0
      /** A process that starts a day after the one before. */
      const start = () => configuredVersions(store, () => instantOf((startedAt += 86_400_000)))
      const versionsOf = async (name: string) => {
        const all = [start(), start()].map((versioned) => versioned(programme(name)))
        const [first, second] = await Promise.all(all)
        assert.deepEqual(second, first)
        assert.deepEqual(await start()(programme(name)), first)
        return first?.meta ?? assert.fail('it has no version')
      }
      const first = await versionsOf('Harbor Peers')
      const second = await versionsOf('Harbor Peers, downtown')
      const third = await versionsOf('Harbor Peers')
      const each = [first, second, third]
      assert.deepEqual(
        each.map(({ versionId }) => versionId),
        ['1', '2', '3'],
      )
      assert.ok(each.every(({ lastUpdated = '' }) => Number.isFinite(Date.parse(lastUpdated))))
    }),
  )
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { routeIds, routeOf } from '@careloom/web-api'
import { recordings } from '../src/stories/recorded.ts'

const again = 'record the stories again: npm run record-stories'

describe('a recorded answer', () => {
  for (const [desk, { full, empty }] of Object.entries(recordings))
    for (const [state, answers] of Object.entries({ full, empty }))
      for (const [id, answer] of Object.entries(answers))
        it(`of ${id}, ${desk} ${state}, fits its route exactly`, () => {
          const known = routeIds.find((each) => each === id)
          assert.ok(known, again)
          const parsed = routeOf(known).response.safeParse(answer)
          assert.ok(parsed.success, `${again}: ${parsed.error?.message}`)
          assert.deepEqual(parsed.data, answer, again)
        })

  it('is there for every read that a screen makes', () => {
    const kept = Object.values(recordings).flatMap(({ full }) => Object.keys(full))
    const byHand = ['listQuarantine']
    const reads = routeIds.filter((id) => routeOf(id).method === 'GET' && !routeOf(id).stream)
    assert.deepEqual(new Set([...kept, ...byHand]), new Set(reads))
  })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { recordStories, storyDesks } from '@careloom/e2e/stories'

const desks = join(import.meta.dirname, '../../web/src/desks')

/** Which kinds of values stand at each place of an answer; how many of a list, which ids and which times do not count. */
function shapeOf(value: unknown): Record<string, string[]> {
  const found = new Map<string, Set<string>>()
  const look = (place: string, one: unknown) => {
    const kind = one === null ? 'null' : Array.isArray(one) ? 'list' : typeof one
    found.set(place, (found.get(place) ?? new Set()).add(kind))
    if (Array.isArray(one)) for (const each of one) look(`${place}[]`, each)
    else if (typeof one === 'object' && one !== null)
      for (const [key, each] of Object.entries(one)) look(`${place}.${key}`, each)
  }
  look('', value)
  return Object.fromEntries(
    [...found].map(([place, kinds]): [string, string[]] => [place, [...kinds].sort()]),
  )
}

describe('what the stories of the screens show', () => {
  it('is what the server answers today (if not: npm run record-stories)', async () => {
    const recorded = await recordStories()
    for (const desk of storyDesks) {
      const kept: unknown = JSON.parse(readFileSync(join(desks, desk, 'fixtures.json'), 'utf8'))
      assert.deepEqual(shapeOf(kept), shapeOf(recorded[desk]), desk)
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { Gaps } from './gaps.ts'
import { compareText } from './text-order.ts'

/** Few names, alike and not, some beyond the first plane. */
const name = fc
  .tuple(fc.constantFrom('task', 'tasks', 'tart', '\u{1f600}', '\uffe0'), fc.nat(9))
  .map(([kind, n]) => `${kind}-${n}`)
const step = fc.record({ what: fc.constantFrom('ask', 'write'), name })

describe('gaps between names', () => {
  it('never hold a name that is there', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [gaps, there] = [new Gaps(), new Set<string>()]
        for (const each of steps) {
          assert.ok(!(gaps.holds(each.name) && there.has(each.name)), each.name)
          if (each.what === 'write') {
            there.add(each.name)
            gaps.fill(each.name)
          } else if (!there.has(each.name)) gaps.add(each.name, behind(there, each.name))
        }
        for (const each of there) assert.equal(gaps.holds(each), false, each)
      }),
      { numRuns: 1_000 },
    )
  })
  it('hold every name that comes after all of its kind, once one was asked for', () => {
    const gaps = new Gaps()
    gaps.add('person-100', 'referral-1')
    for (let n = 101; n < 200; n++) {
      assert.equal(gaps.holds(`person-${n}`), true)
      gaps.fill(`person-${n}`)
      assert.equal(gaps.holds(`person-${n}`), false)
    }
  })
  it('keep the highest of a kind: a latecomer among those that are there does not push it out', () => {
    const gaps = new Gaps()
    gaps.add('person-200', undefined)
    gaps.add('person-150', 'person-160')
    assert.equal(gaps.holds('person-201'), true)
    assert.equal(gaps.holds('person-155'), false)
  })
})

function behind(there: ReadonlySet<string>, asked: string): string | undefined {
  return [...there].filter((each) => compareText(each, asked) > 0).sort(compareText)[0]
}

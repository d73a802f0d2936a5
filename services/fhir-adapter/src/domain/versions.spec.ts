import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import type { Stored } from './resource.ts'
import { earlierOf, versions } from './versions.ts'

const element = fc.option(
  fc.oneof(fc.string(), fc.array(fc.record({ text: fc.string() }, { noNullPrototype: true }))),
  {
    nil: undefined,
  },
)
const version = fc
  .record({ status: element, note: element, name: element }, { noNullPrototype: true })
  .map((elements) => Object.entries(elements).filter(([, value]) => value !== undefined))

describe('the versions of a resource', () => {
  it('are what they were, whatever changed between them', () =>
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 8 }), (history) => {
        const all = history.map((elements, i): Stored => ({
          resourceType: 'Task',
          id: 't',
          meta: { versionId: String(i + 1) },
          ...Object.fromEntries(elements),
        }))
        const newest = all.at(-1) ?? assert.fail()
        const earlier = all.slice(1).map((newer, i) => earlierOf(all[i] ?? newer, newer))
        assert.deepEqual(versions(newest, earlier), all.toReversed())
      }),
    ))
  it('are kept as what is different in them', () => {
    const before = { resourceType: 'Task', id: 't', meta: { versionId: '1' }, status: 'requested' }
    const after = { ...before, meta: { versionId: '2' }, status: 'accepted', note: [{}] }
    assert.deepEqual(earlierOf(before, after), {
      meta: { versionId: '1' },
      elements: { status: 'requested', note: null },
    })
  })
})

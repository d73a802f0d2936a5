import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Found, ReadModel } from '@careloom/event-sourcing'
import type { FhirRow } from '../row.ts'
import { counted, type Sources } from './matching.ts'
import { planFor } from './plan.ts'
import { Shown } from './shown.ts'

const row: FhirRow = {
  type: 'Task',
  id: 't1',
  facts: {},
  resource: { resourceType: 'Task', id: 't1' },
  earlier: [],
  class: 'directory',
  part2: false,
}

/** Every page is full, for ever. */
function endless(pages: { read: number }): ReadModel<FhirRow> {
  const found: readonly Found<FhirRow>[] = Array.from({ length: 200 }, (_, i) => ({
    key: `Task/${i}`,
    value: 'Task',
    row,
  }))
  return {
    get: async () => row,
    find: async ({ limit }: { limit: number }) => {
      pages.read += 1
      return found.slice(0, limit)
    },
  } as never
}

describe('a search that looks at more than it can', () => {
  it('ends when nobody waits for it any more, and lets others have their turn before', async () => {
    const pages = { read: 0 }
    const ended = new AbortController()
    setTimeout(() => ended.abort(), 1)
    const guard = { judge: async () => ({ allowed: true, rule: '' }) } as never
    const sources: Sources = {
      rows: endless(pages),
      configured: async () => new Map(),
      shown: new Shown(guard, { id: 'a', roles: new Set(), organization: undefined }),
      scoped: () => true,
      signal: ended.signal,
    }
    const plan = planFor('Task', new URLSearchParams('_total=accurate'), undefined, '')
    await assert.rejects(counted(plan, sources), /took too long/)
    assert.ok(pages.read > 1)
  })
})

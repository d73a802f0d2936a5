import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { AuditEntry } from '@careloom/access'
import { projectionSpec } from '@careloom/testing'
import { lookList } from './look-list.ts'

const entry: AuditEntry = {
  at: '2026-01-01T10:00:00.001Z',
  action: 'read',
  outcome: 'allowed',
  rule: 'r',
  class: 'care-team',
  person: 'dana',
  actor: 'osei',
  roles: ['clinician'],
  resource: 'CareTeam/1',
  purpose: 'TREAT',
  requestId: 'q1',
}
const key = 'dana 2026-01-01T10 osei read care-team allowed'
const once = { ...entry, since: entry.at, times: 1 }

const given = projectionSpec(import.meta.filename, lookList, {
  version: 1,
  hash: '8775feb5409c',
})

const event = (changed: Partial<AuditEntry>) =>
  ({ type: 'AccessAudited', id: 'e1', data: { ...entry, ...changed } }) as const

describe('who looked', () => {
  it('is shown by person; what is about nobody is not in it', () => {
    given(event({})).thenRow(key, once)
    given(event({ person: undefined })).thenRows({})
    assert.deepEqual(lookList.indexes?.['person']?.(once, key), ['dana 2026-01-01T10:00:00.001Z'])
  })

  it('counts looks of one hour together, and shows the last of them', () => {
    const later = { at: '2026-01-01T10:59:00.000Z', resource: 'CareTeam/2', requestId: 'q2' }
    given(event({}), event(later)).thenRow(key, { ...entry, ...later, since: entry.at, times: 2 })
  })

  const others: readonly [string, Partial<AuditEntry>][] = [
    ['in another hour', { at: '2026-01-01T11:00:00.000Z' }],
    ['by somebody else', { actor: 'ben' }],
    ['at another kind of record', { class: 'notes' }],
    ['that was denied', { outcome: 'denied' }],
    ['that was a change', { action: 'update' }],
  ]
  for (const [what, changed] of others)
    it(`keeps a look ${what} apart`, () => {
      given(event({}), event(changed)).thenRow(key, once)
    })
})

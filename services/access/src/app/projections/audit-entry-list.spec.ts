import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { AuditEntry } from '@careloom/access'
import { projectionSpec } from '@careloom/testing'
import { auditEntryList } from './audit-entry-list.ts'

const entry: AuditEntry = {
  at: '2026-01-01T00:00:00.001Z',
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

const given = projectionSpec(import.meta.filename, auditEntryList, {
  version: 2,
  hash: '8e6899d19254',
})

describe('the audit trail', () => {
  it('is shown by person; what is about nobody is not in it', () => {
    const event = (data: AuditEntry) => ({ type: 'AccessAudited', id: 'e1', data }) as const
    given(event(entry)).thenRow('e1', entry)
    given(event({ ...entry, person: undefined })).thenRows({})
    assert.deepEqual(auditEntryList.indexes?.['person']?.(entry, 'e1'), [
      'dana 2026-01-01T00:00:00.001Z',
    ])
  })
})

import { describe, it } from '@jest/globals'
import assert from 'node:assert/strict'
import { covers, parseSmartScope, smartScopeText } from './smart-scope.ts'

const parsed = (text: string) => parseSmartScope(text) ?? assert.fail(`${text} is not understood`)

describe('a SMART v2 scope', () => {
  it('is read and written the same', () => {
    for (const text of ['system/*.cruds', 'patient/CareTeam.rs', 'user/DocumentReference.c'])
      assert.equal(smartScopeText(parsed(text)), text)
  })

  it('is not understood with letters out of order, missing, repeated or unknown', () => {
    for (const text of [
      'system/Patient.sr',
      'system/Patient.',
      'system/Patient.rr',
      'system/Patient.read',
      'system/patient.r',
      'admin/Patient.r',
      'system/Patient',
      'system/Patient.rs?x=y',
      '',
    ])
      assert.equal(parseSmartScope(text), undefined, text)
  })

  it('covers what is narrower and nothing else', () => {
    assert.ok(covers(parsed('system/*.cruds'), parsed('system/Task.rs')))
    assert.ok(!covers(parsed('system/Task.rs'), parsed('system/*.rs')))
    assert.ok(!covers(parsed('system/Task.rs'), parsed('system/Task.us')))
    assert.ok(!covers(parsed('user/*.cruds'), parsed('system/Task.r')))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { labelled } from './security-label.ts'

describe('a security label', () => {
  it('says restricted with Part 2 as its basis, where that applies', () => {
    const { profile, security } = labelled({ part2: true }, 'urn:profile')
    assert.deepEqual(
      [profile, security?.[0]?.code, security?.[0]?.extension?.[0]?.valueCoding?.code],
      [['urn:profile'], 'R', '42CFRPart2'],
    )
  })
  it('is not there where it does not', () =>
    assert.deepEqual(labelled({ part2: false }, 'urn:profile'), { profile: ['urn:profile'] }))
})

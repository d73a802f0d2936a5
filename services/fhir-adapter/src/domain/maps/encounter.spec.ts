import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toEncounter } from './encounter.ts'

const call = {
  encounterId: 'e1',
  personId: 'p1',
  peerWorkerId: 'alex',
  organizationId: 'peers',
  occurredAt: '2026-03-02T23:50:00.000Z',
  modality: 'phone',
  minutes: 30,
  kinds: ['emotional'],
  noShow: false,
  part2: false,
}

describe('an encounter over FHIR', () => {
  it('is a peer service where it took place and reached half a quarter hour', () => {
    const coded = (more: object) => toEncounter({ ...call, ...more }).type?.[0]?.coding?.[0]?.code
    assert.equal(coded({}), 'H0038')
    assert.equal(coded({ minutes: 7 }), undefined)
    assert.equal(coded({ noShow: true }), undefined)
  })
  it('says how long and how, never its words', () => {
    const encounter = toEncounter(call)
    assert.deepEqual(
      [encounter['status'], encounter['period'], (encounter['class'] as { code: string }).code],
      ['finished', { start: '2026-03-02T23:50:00.000Z', end: '2026-03-03T00:20:00.000Z' }, 'VR'],
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { readPatient, whyNoReferral } from './chart-patient.ts'

const patient = {
  resourceType: 'Patient',
  active: true,
  identifier: [
    { system: 'urn:mrn', value: '7' },
    { use: 'old', system: 'urn:mrn', value: '6' },
  ],
  name: [{ family: 'Reyes', given: ['Dana'] }],
  telecom: [
    { system: 'phone', use: 'old', value: '1' },
    { system: 'phone', value: '2' },
  ],
}

describe('the patient of a chart that launches', () => {
  it('is read with what is in use', () => {
    const { display, phone, identifiers } = readPatient(patient)
    assert.deepEqual(
      [display, phone, identifiers],
      ['Dana Reyes', '2', [{ system: 'urn:mrn', value: '7' }]],
    )
  })
  it('is referred', () => {
    assert.equal(whyNoReferral(patient), undefined)
    assert.equal(
      whyNoReferral({ ...patient, deceasedBoolean: false, link: [{ type: 'replaces' }] }),
      undefined,
    )
  })
  for (const [what, more, words] of [
    ['was given up', { active: false }, /Patient.active/],
    ['was merged away', { link: [{ type: 'seealso' }, { type: 'replaced-by' }] }, /Patient.link/],
    ['is of somebody who has died', { deceasedBoolean: true }, /has died/],
    ['names a day of death', { deceasedDateTime: '2026' }, /has died/],
    ['has a modifier', { modifierExtension: [{ url: 'x' }] }, /modifier of Patient\)/],
    ['follows unknown rules', { implicitRules: 'x' }, /modifier of Patient\)/],
    [
      'has a modifier further down',
      { telecom: [{ modifierExtension: [{ url: 'x' }] }] },
      /modifier of Patient.telecom/,
    ],
  ] as const)
    it(`is not referred when the record ${what}`, () =>
      assert.match(whyNoReferral({ ...patient, ...more }) ?? '', words))
  it('is read from any JSON without failing', () => {
    for (const chart of [null, 7, [], { name: 'x', link: {}, telecom: [null, 1] }])
      assert.equal(
        typeof readPatient(chart).familyName + String(whyNoReferral(chart)),
        'stringundefined',
      )
  })
})

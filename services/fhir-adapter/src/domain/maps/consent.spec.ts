import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toConsent, type Grant } from './consent.ts'

const grant: Grant = {
  personId: 'p1',
  part2: true,
  disclosingOrganizationIds: ['peers'],
  receivingOrganizationIds: ['hospital'],
  categories: ['care-team', 'substance-use'],
  purposes: ['TREAT'],
  expiresOn: '2027-01-01',
  textVersion: 'part2-consent-1',
  signedName: 'Dana Reyes',
  signedAt: '2026-03-02T09:00:00.000Z',
}

describe('a Consent', () => {
  it('says of whoever learns something that they receive it, by a security role type', () =>
    assert.match(
      JSON.stringify(toConsent({ consentId: 'c1', active: true, grant })['provision']),
      /"role":\{"coding":\[\{"system":"http:\/\/terminology.hl7.org\/CodeSystem\/v3-ParticipationType","code":"IRCP"/,
    ))
  it('carries the label of Part 2 only where it applies', () => {
    const labels = (part2: boolean) =>
      (
        toConsent({ consentId: 'c1', active: true, grant: { ...grant, part2 } })['provision'] as {
          securityLabel?: { code: string }[]
        }
      ).securityLabel?.map(({ code }) => code)
    assert.deepEqual([labels(true)?.includes('42CFRPart2'), labels(false)], [true, undefined])
  })
  it('holds no empty text where nobody signed', () =>
    assert.deepEqual(
      toConsent({ consentId: 'c1', active: true, grant: { ...grant, signedName: '' } })[
        'performer'
      ],
      [{ reference: 'Patient/p1' }],
    ))
})

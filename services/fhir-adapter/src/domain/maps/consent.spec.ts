import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../outcome.ts'
import { fromConsent, toConsent, type Grant } from './consent.ts'

const now = '2026-03-02T09:00:00.000Z'
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
  signedAt: now,
  identifier: { system: 'urn:consent', value: '7' },
}
const minimal = {
  resourceType: 'Consent',
  status: 'active',
  patient: { reference: 'Patient/p1' },
  provision: { actor: [{ reference: { reference: 'Organization/hospital' } }] },
}

function faultsOf(body: object): string[] {
  try {
    fromConsent(body, now)
  } catch (error) {
    if (error instanceof FhirProblem)
      return error.issues.map(({ expression }) => expression?.[0] ?? '')
  }
  return []
}

describe('a Consent', () => {
  it('says of whoever learns something that they receive it, by a security role type', () =>
    assert.match(
      JSON.stringify(toConsent('c1', 'active', grant)['provision']),
      /"role":\{"coding":\[\{"system":"http:\/\/terminology.hl7.org\/CodeSystem\/v3-ParticipationType","code":"IRCP"/,
    ))
  it('is the same there and back', () =>
    assert.deepEqual(fromConsent(toConsent('c1', 'active', grant), now), grant))
  it('carries the label of Part 2 only where it applies', () => {
    const labels = (part2: boolean) =>
      (
        toConsent('c1', 'active', { ...grant, part2 })['provision'] as {
          securityLabel?: { code: string }[]
        }
      ).securityLabel?.map(({ code }) => code)
    assert.deepEqual([labels(true)?.includes('42CFRPart2'), labels(false)], [true, undefined])
  })
  it('opens the usual when it names no category, and substance use only when its label says so', () => {
    assert.deepEqual(fromConsent(minimal, now).categories, ['contact', 'own-words', 'care-team'])
    const labelled = {
      ...minimal,
      provision: { ...minimal.provision, securityLabel: [{ code: '42CFRPart2' }] },
    }
    assert.deepEqual(
      [fromConsent(labelled, now).part2, fromConsent(labelled, now).categories.at(-1)],
      [true, 'substance-use'],
    )
  })
  it('names every fault by its FHIRPath', () => {
    assert.deepEqual(faultsOf({ resourceType: 'Consent' }), [
      'Consent.status',
      'Consent.provision',
      'Consent.patient',
    ])
    assert.deepEqual(faultsOf({ ...minimal, status: 'draft' }), ['Consent.status'])
    assert.deepEqual(
      faultsOf({ ...minimal, provision: { type: 'deny', actor: minimal.provision.actor } }),
      ['Consent.provision.type'],
    )
    assert.deepEqual(faultsOf({ ...minimal, provision: {} }), ['Consent.provision.actor'])
    assert.deepEqual(
      faultsOf({ ...minimal, provision: { ...minimal.provision, period: { end: 'soon' } } }),
      ['Consent.provision.period.end'],
    )
    assert.deepEqual(faultsOf({ ...minimal, patient: { reference: 'Group/1' } }), [
      'Consent.patient.reference',
    ])
    const coded = [
      {
        coding: [
          {
            system: 'https://careloom.example/fhir/CodeSystem/information-category',
            code: 'shoe-size',
          },
        ],
      },
    ]
    assert.deepEqual(faultsOf({ ...minimal, provision: { ...minimal.provision, code: coded } }), [
      'Consent.provision.code',
    ])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Interaction } from '../interaction.ts'
import { createConsent } from './consent-create.ts'
import type { WriteNeeds } from './write.ts'

const [dana, hospital] = [
  '0190a000-0000-7000-8000-000000000401',
  '0190a000-0000-7000-8000-000000000001',
]
const base = 'https://careloom.example/fhir'

/** A consent that the person signed by their own name is sent: under which name it is recorded. */
async function signed(row: object | undefined): Promise<readonly string[]> {
  const names: string[] = []
  const needs = {
    services: {
      async grantConsent(_id: string, { signedName }: { readonly signedName: string }) {
        names.push(signedName)
        return { stream: '', revision: 1, position: 1 }
      },
    },
    guard: { check: async () => ({ allowed: true }) },
    organizations: async () => new Set([hospital]),
    rows: { reached: async () => undefined, get: async () => row },
    relationships: { reached: async () => undefined },
    base,
    clock: () => '2026-03-02T09:00:00.000Z',
    newId: () => 'consent-1',
    idFor: () => 'consent-1',
  } as unknown as WriteNeeds
  const actor = { id: 'hospital', roles: new Set(['system']), organization: hospital }
  const interaction = { actor, metadata: {}, requestId: 'r1' } as unknown as Interaction
  await createConsent(consent, interaction, needs)
  return names
}

const terms = 'http://terminology.hl7.org/CodeSystem'
const consent = {
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ system: `${terms}/consentscope`, code: 'patient-privacy' }] },
  category: [{ coding: [{ system: `${terms}/v3-ActCode`, code: 'IDSCL' }] }],
  patient: { reference: `Patient/${dana}` },
  dateTime: '2026-03-02T09:00:00.000Z',
  performer: [{ reference: `Patient/${dana}` }],
  organization: [{ reference: `Organization/${hospital}` }],
  provision: {
    type: 'permit',
    period: { end: '2027-12-31' },
    purpose: [{ system: `${terms}/v3-ActReason`, code: 'TREAT' }],
    actor: [
      {
        role: { coding: [{ system: `${terms}/v3-ParticipationType`, code: 'IRCP' }] },
        reference: { reference: `Organization/${hospital}` },
      },
    ],
  },
}

describe('a consent that a hospital records', () => {
  const row = {
    type: 'Patient',
    facts: { details: { givenName: 'Dana', familyName: 'Reyes' } },
  }
  it('is signed with the person’s own name', async () => {
    assert.deepEqual(await signed(row), ['Dana Reyes'])
  })
  it('waits for the name of somebody who is told of late', async () => {
    await assert.rejects(signed(undefined), { code: 'CL_NOT_CAUGHT_UP', retryable: true })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { NotCaughtUp } from '@careloom/event-sourcing'
import { Refused } from '@careloom/rpc'
import type { PersonFacts } from '../../domain/maps/patient.ts'
import { FhirProblem } from '../../domain/outcome.ts'
import { updatePatient } from './patient-update.ts'
import type { RowOf, WriteNeeds } from './write.ts'

const body = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [
    { system: 'urn:a', value: '1' },
    { system: 'urn:b', value: '2' },
  ],
  name: [{ family: 'Rivera', given: ['Robin'] }],
}
const row = {
  id: 'p1',
  facts: { organizationId: 'hospital', identifiers: [] },
  resource: { meta: { versionId: '3' } },
} as unknown as RowOf<PersonFacts>
const written = { stream: 'person-p1', revision: 4, position: 9 }

/** The people service as far as it is called, and read models that may be late. */
function world(answer: () => Promise<typeof written>, isLate = false) {
  const calls: unknown[] = []
  const services = {
    changePerson(id: string, change: { identifiers: { value: string }[] }, at: number) {
      calls.push([id, change.identifiers.map(({ value }) => value), at])
      return answer()
    },
  }
  const late = new NotCaughtUp('fhir-resources', written.position)
  const rows = { reached: () => (isLate ? Promise.reject(late) : Promise.resolve()) }
  const needs = { services, rows, relationships: rows } as unknown as WriteNeeds
  const metadata = { actor: 'hospital', causationId: 'c' }
  return { calls, update: () => updatePatient(body, row, { ifMatch: 'W/"3"', metadata }, needs) }
}
const once = [['p1', ['1', '2'], 3]]

describe('an update of a Patient', () => {
  it('is one command, with all that was sent', async () => {
    const { calls, update } = world(() => Promise.resolve(written))
    await update()
    assert.deepEqual(calls, once)
  })
  it('stays when only the read models are late', async () => {
    const { calls, update } = world(() => Promise.resolve(written), true)
    await assert.rejects(update, NotCaughtUp)
    assert.deepEqual(calls, once)
  })
  it('does not tell whose an identifier is that is taken', async () => {
    const refusal = { category: 'conflict', reason: 'identifier-taken' } as const
    const { calls, update } = world(() => Promise.reject(new Refused(refusal)))
    await assert.rejects(update, (thrown) => thrown instanceof FhirProblem && thrown.status === 409)
    assert.deepEqual(calls, once)
  })
})

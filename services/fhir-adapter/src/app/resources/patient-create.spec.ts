import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Asked } from '@careloom/access'
import { FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { createPatient } from './patient-create.ts'
import type { WriteNeeds } from './write.ts'

/** What happens when a Patient is sent, in order. */
async function sent(allowed: boolean) {
  const happened: string[] = []
  const needs = {
    services: {
      async registerPerson({ personId }: { readonly personId: string }) {
        happened.push('registered')
        return { personId, created: true, recorded: { stream: '', revision: 1, position: 1 } }
      },
    },
    guard: {
      async check({ action, class: what, person }: Asked) {
        happened.push(`audited: ${action} ${what} of ${String(person)}`)
        return { allowed }
      },
    },
    rows: { reached: async () => undefined },
    relationships: { reached: async () => undefined },
    base: 'https://careloom.example/fhir',
    newId: () => 'person-1',
  } as unknown as WriteNeeds
  const actor = { id: 'hospital', roles: new Set(['system']), organization: 'hospital' }
  const interaction = { actor, metadata: {}, requestId: 'r1' } as unknown as Interaction
  const body = { resourceType: 'Patient', name: [{ family: 'Reyes', given: ['Dana'] }] }
  const answer = await createPatient(body, interaction, needs).catch((error: unknown) => error)
  return { happened, answer }
}

describe('a Patient that is created', () => {
  const audited = 'audited: create demographics of person-1'
  it('is in the audit trail before they are registered', async () => {
    const { happened, answer } = await sent(true)
    assert.deepEqual(happened, [audited, 'registered'])
    assert.deepEqual(answer, { id: 'person-1', isNew: true })
  })
  it('is in the audit trail, and not registered, where that is not allowed', async () => {
    const { happened, answer } = await sent(false)
    assert.deepEqual(happened, [audited])
    assert.ok(answer instanceof FhirProblem && answer.status === 403)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { Refused } from '@careloom/rpc'
import type { PersonFacts } from '../../domain/maps/patient.ts'
import { updatePatient } from './patient-update.ts'
import type { RowOf, WriteNeeds } from './write.ts'

const [first, second] = [
  { system: 'urn:a', value: '1' },
  { system: 'urn:b', value: '2' },
]
const body = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [first, second],
  name: [{ family: 'Rivera', given: ['Robin'] }],
}
const row = {
  id: 'p1',
  facts: { organizationId: 'hospital', identifiers: [] },
  resource: { meta: { versionId: '3' } },
} as unknown as RowOf<PersonFacts>
const refused = (reason: string) => new Refused({ category: 'conflict', reason })

type Fails = { readonly holder?: string; readonly link?: string; readonly change?: boolean }

/** The people service as far as it is called, in the order of the calls. */
function world({ holder, link, change = false }: Fails) {
  const calls: string[] = []
  let revision = 3
  const recorded = () => ({ stream: 'person-p1', revision: ++revision, position: revision })
  const call = (name: string, fails: boolean) => {
    calls.push(name)
    return fails ? Promise.reject(refused('no')) : Promise.resolve(recorded())
  }
  const services = {
    holderOf: ({ value }: { value: string }) =>
      Promise.resolve(value === holder ? 'somebody else' : undefined),
    linkIdentifier: (_id: string, { value }: { value: string }) =>
      call(`link ${value}`, value === link),
    unlinkIdentifier: (_id: string, { value }: { value: string }) => call(`unlink ${value}`, false),
    changePerson: (_id: string, _details: object, at: number) => call(`change at ${at}`, change),
  }
  const reached = { reached: () => Promise.resolve() }
  const needs = { services, rows: reached, relationships: reached } as unknown as WriteNeeds
  const metadata = { actor: 'hospital', causationId: 'c' }
  return { calls, update: () => updatePatient(body, row, { ifMatch: 'W/"3"', metadata }, needs) }
}

describe('an update of a Patient that adds identifiers', () => {
  it('links them before it changes anything else', async () => {
    const { calls, update } = world({})
    await update()
    assert.deepEqual(calls, ['link 1', 'link 2', 'change at 5'])
  })
  it('does nothing when one of them is somebody else’s', async () => {
    const { calls, update } = world({ holder: '2' })
    await assert.rejects(update, /identifier-taken/)
    assert.deepEqual(calls, [])
  })
  it('gives back what it has linked when one was taken meanwhile, or the person has changed', async () => {
    const taken = world({ link: '2' })
    await assert.rejects(taken.update, Refused)
    assert.deepEqual(taken.calls, ['link 1', 'link 2', 'unlink 1'])
    const changed = world({ change: true })
    await assert.rejects(changed.update, Refused)
    assert.deepEqual(changed.calls, ['link 1', 'link 2', 'change at 5', 'unlink 1', 'unlink 2'])
  })
})

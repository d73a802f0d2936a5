import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../outcome.ts'
import { fromServiceRequest, fromServiceRequestUpdate } from './from-service-request.ts'
import { toServiceRequest } from './service-request.ts'
import { fromTask, toTask, type ReferralFacts } from './task.ts'

const facts: ReferralFacts = {
  referralId: 'r1',
  personId: 'p1',
  programId: 'programme',
  organizationId: 'peers',
  referrerOrganizationId: 'hospital',
  urgency: 'urgent',
  reasonInOwnWords: 'Mornings are hard.',
  identifiers: [{ system: 'urn:order', value: '1' }],
  requestedAt: '2026-03-02T09:00:00.000Z',
  firstContactDueAt: '2026-03-05T09:00:00.000Z',
  part2: true,
  status: 'requested',
}
const request = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
  subject: { reference: 'Patient/p1' },
}

function faultsOf(body: object): string[] {
  try {
    fromServiceRequest(body)
  } catch (error) {
    if (error instanceof FhirProblem)
      return error.issues.map(({ expression }) => expression?.[0] ?? '')
  }
  return []
}

/** Our word, Task.status (Gravity SDOHCC), ServiceRequest.status. */
const statuses = [
  ['requested', 'requested', 'active'],
  ['information-requested', 'requested', 'active'],
  ['accepted', 'accepted', 'active'],
  ['rejected', 'rejected', 'active'],
  ['waitlisted', 'on-hold', 'active'],
  ['matched', 'in-progress', 'active'],
  ['in-progress', 'in-progress', 'active'],
  ['completed', 'completed', 'completed'],
  ['ended-unable', 'failed', 'active'],
  ['declined', 'cancelled', 'revoked'],
  ['cancellation-requested', 'in-progress', 'active'],
  ['cancelled', 'cancelled', 'revoked'],
  ['expired', 'failed', 'active'],
] as const

describe('a referral over FHIR', () => {
  for (const [status, task, serviceRequest] of statuses)
    it(`shows ${status} as Task ${task} and ServiceRequest ${serviceRequest}`, () => {
      assert.equal(toTask({ ...facts, status })['status'], task)
      assert.equal(toServiceRequest({ ...facts, status })['status'], serviceRequest)
    })
  it('is the same ServiceRequest there and back', () => {
    assert.deepEqual(fromServiceRequest(toServiceRequest(facts)), {
      personId: 'p1',
      programId: 'programme',
      urgency: 'urgent',
      reasonInOwnWords: 'Mornings are hard.',
      identifiers: facts.identifiers,
    })
  })
  it('is labelled restricted with Part 2 as its basis, and not otherwise', () => {
    for (const made of [toTask, toServiceRequest]) {
      assert.match(JSON.stringify(made(facts).meta), /"code":"R".*42CFRPart2/)
      assert.equal(made({ ...facts, part2: false }).meta?.security, undefined)
    }
  })
  it('names its care team in the Task once there is one', () => {
    assert.equal(toTask(facts)['output'], undefined)
    assert.match(JSON.stringify(toTask({ ...facts, careTeamId: 't1' })['output']), /CareTeam\/t1/)
  })
  it('names every fault by its FHIRPath', () => {
    assert.deepEqual(faultsOf({ resourceType: 'ServiceRequest' }), [
      'ServiceRequest.status',
      'ServiceRequest.intent',
      'ServiceRequest.code',
      'ServiceRequest.subject',
    ])
    assert.deepEqual(faultsOf({ ...request, status: 'completed' }), ['ServiceRequest.status'])
    assert.deepEqual(faultsOf({ ...request, intent: 'proposal' }), ['ServiceRequest.intent'])
    assert.deepEqual(faultsOf({ ...request, code: { coding: [{ code: '1' }] } }), [
      'ServiceRequest.code',
    ])
    assert.deepEqual(faultsOf({ ...request, priority: 'soonish' }), ['ServiceRequest.priority'])
    assert.deepEqual(faultsOf({ ...request, subject: { reference: 'Group/1' } }), [
      'ServiceRequest.subject.reference',
    ])
    assert.deepEqual(faultsOf({ ...request, note: [{ text: 'x'.repeat(1_001) }] }), [
      'ServiceRequest.note[0].text',
    ])
  })
  it('is refused where a modifier turns it round', () => {
    assert.deepEqual(faultsOf({ ...request, doNotPerform: false }), [])
    assert.deepEqual(faultsOf({ ...request, doNotPerform: true }), ['ServiceRequest.doNotPerform'])
    for (const more of [{ modifierExtension: [{ url: 'x' }] }, { implicitRules: 'x' }])
      assert.deepEqual(faultsOf({ ...request, ...more }), [
        `ServiceRequest.${Object.keys(more)[0]}`,
      ])
  })
  it('asks one programme, of this server', () => {
    const asking = (...references: string[]) =>
      faultsOf({ ...request, performer: references.map((reference) => ({ reference })) })
    assert.deepEqual(asking('HealthcareService/1'), [])
    assert.deepEqual(asking('HealthcareService/1', 'HealthcareService/2'), [
      'ServiceRequest.performer[1]',
    ])
    for (const other of ['Organization/1', 'https://other.example/fhir/HealthcareService/1'])
      assert.deepEqual(asking(other), ['ServiceRequest.performer[0].reference'])
  })
  it('is no code of another system', () => {
    for (const coding of [{ code: '461481000124109' }, { system: 'urn:own', code: 'H0038' }])
      assert.deepEqual(faultsOf({ ...request, code: { coding: [coding] } }), [
        'ServiceRequest.code',
      ])
  })
  it('keeps the subject’s own words, and refuses those of others as theirs', () => {
    const noted = (...note: object[]) => ({ ...request, note })
    const [words, theirs] = [{ text: 'Sundays.' }, { authorReference: { reference: 'Patient/p1' } }]
    assert.equal(fromServiceRequest(noted(words)).reasonInOwnWords, 'Sundays.')
    assert.equal(fromServiceRequest(noted({ ...words, ...theirs })).reasonInOwnWords, 'Sundays.')
    assert.deepEqual(faultsOf(noted({ ...words, authorString: 'Dr Osei' })), [
      'ServiceRequest.note[0].authorString',
    ])
    const another = { authorReference: { reference: 'Patient/p2' } }
    assert.deepEqual(faultsOf(noted({ ...words, ...another })), [
      'ServiceRequest.note[0].authorReference',
    ])
    assert.deepEqual(faultsOf(noted(words, words)), ['ServiceRequest.note[1]'])
  })
  it('is changed by no update that turns it round', () => {
    const changed = (more: object) => () => fromServiceRequestUpdate({ status: 'active', ...more })
    assert.deepEqual(changed({ intent: 'order' })(), { status: 'active' })
    assert.throws(changed({ doNotPerform: true }), /ServiceRequest.doNotPerform/)
    assert.throws(changed({ modifierExtension: [] }), /ServiceRequest.modifierExtension/)
  })
  it('is no Task of another kind', () => {
    const task = (more: object) => () => fromTask({ status: 'accepted', ...more })
    assert.throws(task({ intent: 'proposal' }), /Task.intent/)
    assert.throws(task({ modifierExtension: [] }), /Task.modifierExtension/)
    assert.throws(task({ implicitRules: 'x' }), /Task.implicitRules/)
  })
  it('takes of a Task its status and reason only', () => {
    assert.deepEqual(
      fromTask({ status: 'cancelled', statusReason: { text: 'moved' }, owner: 'x' }),
      { status: 'cancelled', reason: 'moved' },
    )
    assert.throws(() => fromTask({}), /Task.status is required/)
  })
})

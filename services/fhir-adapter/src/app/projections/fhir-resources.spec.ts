import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { projectionSpec } from '@careloom/testing'
import { fhirResources } from './fhir-resources.ts'

const given = projectionSpec(import.meta.filename, fhirResources, {
  version: 10,
  hash: '3b852a936435',
  // What a module does with what is sent to it shows in no row.
  except: /-(?:create|update)\.ts$/u,
})

const opened = {
  type: 'CarePlanOpened',
  data: {
    carePlanId: 'c1',
    careTeamId: 't1',
    referralId: 'r1',
    personId: 'p1',
    organizationId: 'peers',
    openedAt: '2026-03-02T09:00:00.000Z',
    part2: true,
  },
}
const referred = {
  type: 'ReferralRequested',
  data: {
    referralId: 'r1',
    personId: 'p1',
    organizationId: 'peers',
    referrerOrganizationId: 'hospital',
    programId: 'programme',
    urgency: 'routine',
    identifiers: [],
    requestedAt: '2026-03-01T09:00:00.000Z',
    firstContactDueAt: '2026-03-04T09:00:00.000Z',
    part2: true,
  },
}

describe('the resources that follow from events', () => {
  it('are as many as the modules that an event speaks to', () => {
    const rows = given(opened)
    assert.deepEqual(
      [rows.row('CareTeam/t1').class, rows.row('CarePlan/c1').class],
      ['care-team', 'care-plan'],
    )
    assert.equal(rows.personOf('CareTeam/t1'), 'p1')
  })
  it('name whose record they are and who is a side of it', () => {
    const { person, organization, part2, parties } = given(referred).row('Task/r1')
    assert.deepEqual([person, organization, part2, parties], ['p1', 'peers', true, ['hospital']])
  })
  it('have a version for every event of a Task, and for those of a request that change it', () => {
    const rows = given(
      referred,
      { type: 'ReferralAccepted', data: { referralId: 'r1' } },
      { type: 'FirstContactOverdue', data: { referralId: 'r1' } },
    )
    const version = (key: string) => rows.row(key).resource.meta?.versionId
    assert.deepEqual([version('Task/r1'), version('ServiceRequest/r1')], ['3', '1'])
  })
  it('are not made by what only changes them, nor by what nobody shows', () =>
    given(
      { type: 'ReferralAccepted', data: { referralId: 'r1' } },
      { type: 'SomethingElse', data: { referralId: 'r1' } },
    ).thenRows({}))
  it('are not shown while there is nothing to show', () => {
    const answered = {
      type: 'MeasureAnswered',
      data: {
        measureId: 'm1',
        personId: 'p1',
        organizationId: 'peers',
        part2: false,
        instrument: 'phq-9',
        answers: [],
        answeredAt: '2026-03-02T09:00:00.000Z',
      },
    }
    given(answered).thenRow('Observation/m1', undefined)
    assert.equal(given(answered).row('QuestionnaireResponse/m1').id, 'm1')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toCarePlan } from './care-plan.ts'
import { toCareTeam, type Member } from './care-team.ts'

const peer: Member = {
  kind: 'peer',
  memberId: 'alex',
  displayName: 'Alex Moreno',
  roleTitle: 'Peer specialist',
  organizationId: 'peers',
  certified: true,
}
const clinician: Member = {
  kind: 'clinician',
  memberId: 'osei',
  displayName: 'Dr. Efua Osei',
  roleTitle: 'Referring clinician',
  organizationId: 'hospital',
  certified: false,
}
const person: Member = {
  kind: 'person',
  memberId: 'p1',
  displayName: 'Dana',
  roleTitle: 'Person',
  certified: false,
}
const team = {
  careTeamId: 't1',
  carePlanId: 'c1',
  referralId: 'r1',
  personId: 'p1',
  organizationId: 'peers',
  openedAt: '2026-03-02T09:00:00.000Z',
  part2: true,
  members: [person, clinician, peer],
}
type Participant = {
  role: { coding?: { code: string }[]; text?: string }[]
  member: { reference: string }
  onBehalfOf?: { reference: string }
}
const participants = (members: readonly Member[]) =>
  toCareTeam({ ...team, members })['participant'] as Participant[]

describe('a care team over FHIR', () => {
  it('is never without a participant (US Core CareTeam.participant 1..*): else it is the organization', () => {
    for (const members of [[], [person]])
      assert.deepEqual(participants(members), [
        {
          role: [{ text: 'Peer support programme' }],
          member: { reference: 'Organization/peers' },
        },
      ])
  })
  it('shows the peer as a role with the taxonomy code, the clinician as practitioner, and never the person', () => {
    assert.deepEqual(
      participants(team.members).map(({ member }) => member.reference),
      ['Practitioner/osei', 'PractitionerRole/alex'],
    )
    assert.deepEqual(participants([peer])[0]?.role, [
      {
        coding: [
          {
            system: 'http://nucc.org/provider-taxonomy',
            code: '175T00000X',
            display: 'Peer Specialist',
          },
        ],
        text: 'Peer specialist',
      },
    ])
  })
  it('gives the taxonomy code to nobody who is not certified', () =>
    assert.deepEqual(participants([{ ...peer, certified: false }])[0]?.role, [
      { text: 'Peer specialist' },
    ]))
  it('says on whose behalf only for a Practitioner (FHIR R4 ctm-1)', () => {
    assert.deepEqual(
      participants(team.members).map(({ onBehalfOf }) => onBehalfOf?.reference),
      ['Organization/hospital', undefined],
    )
  })
  it('is inactive, and its plan completed, once it is closed', () => {
    const closed = { ...team, closedAt: '2026-06-01T00:00:00.000Z', goalIds: ['g1'] }
    assert.deepEqual(
      [toCareTeam(closed)['status'], toCarePlan(closed)['status']],
      ['inactive', 'completed'],
    )
  })
  it('labels what Part 2 covers', () => {
    assert.match(JSON.stringify(toCareTeam(team).meta), /42CFRPart2/)
    assert.equal(toCareTeam({ ...team, part2: false }).meta?.security, undefined)
  })
})

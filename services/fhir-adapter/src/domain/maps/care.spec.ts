import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toCarePlan, toCareTeam, toEncounter, toGoal, type Member } from './care.ts'
import { toHealthcareService, toPractitioner, toPractitionerRole } from './directory.ts'

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
  it('shows a goal as proposed until both agree', () => {
    const goal = {
      goalId: 'g1',
      personId: 'p1',
      organizationId: 'peers',
      words: 'Walk by the sea',
      domain: 'social',
      proposedAt: '2026-03-02T09:00:00.000Z',
      part2: false,
    }
    assert.deepEqual(
      (['proposed', 'agreed', 'declined'] as const).map(
        (status) => toGoal({ ...goal, status })['lifecycleStatus'],
      ),
      ['proposed', 'active', 'rejected'],
    )
  })
  it('shows of a contact how long and how, never its words', () => {
    const encounter = toEncounter({
      encounterId: 'e1',
      personId: 'p1',
      peerWorkerId: 'alex',
      organizationId: 'peers',
      occurredAt: '2026-03-02T23:50:00.000Z',
      modality: 'phone',
      minutes: 30,
      kinds: ['emotional'],
      noShow: false,
      part2: false,
    })
    assert.deepEqual(
      [encounter['status'], encounter['period'], (encounter['class'] as { code: string }).code],
      ['finished', { start: '2026-03-02T23:50:00.000Z', end: '2026-03-03T00:20:00.000Z' }, 'VR'],
    )
  })
})

describe('the directory over FHIR', () => {
  const details = {
    displayName: 'Alex Moreno',
    title: 'peer-specialist',
    organizationId: 'peers',
    programIds: ['programme'],
    languages: ['en'],
    proxiedPhone: '(555) 010-0170',
  }
  it('gives a proxied number and the title, and the code only to the certified', () => {
    const [yes, no] = [true, false].map((certified) =>
      toPractitionerRole({ peerWorkerId: 'alex', details, active: true, certified }),
    )
    assert.deepEqual((yes?.['telecom'] as { value: string }[])[0]?.value, '(555) 010-0170')
    assert.match(JSON.stringify(yes?.['code']), /175T00000X/)
    assert.ok(!JSON.stringify(no).includes('175T00000X'))
  })
  const cher = {
    peerWorkerId: 'x',
    details: { ...details, displayName: 'Cher' },
    active: false,
    certified: false,
  }
  it('takes names apart', () =>
    assert.deepEqual(toPractitioner(cher).name, [
      { use: 'usual', text: 'Cher', family: 'Cher', given: ['Cher'] },
    ]))
  it('offers a programme as HealthcareService', () => {
    const service = toHealthcareService({
      programId: 'programme',
      name: 'Recovery coaching',
      organizationId: 'peers',
      organizationName: 'Harbor Peers',
      peerTitle: 'recovery coach',
    })
    assert.deepEqual(
      [service['name'], service['providedBy']],
      ['Recovery coaching', { reference: 'Organization/peers', display: 'Harbor Peers' }],
    )
  })
})

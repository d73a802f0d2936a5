import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { careTeamDecider } from './care-team.ts'
import type { CareTeamCommand, CareTeamEvent, CareTeamMember } from './care-team.ts'
import type { CarePlanId, CareTeamId, OrganizationId, PersonId } from './ids.ts'

const given = specFor(careTeamDecider)
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const careTeamId = 'team-1' as CareTeamId
const team = {
  careTeamId,
  carePlanId: 'plan-1' as CarePlanId,
  personId: 'person-1' as PersonId,
}
const alex: CareTeamMember = {
  kind: 'peer',
  memberId: 'peer-1',
  displayName: 'Alex Moreno',
  roleTitle: 'Certified Peer Specialist',
  organizationId: 'harbor' as OrganizationId,
  isCertified: true,
}
const open: CareTeamCommand = { type: 'OpenCareTeam', data: { ...team, openedAt: monday } }
const opened: CareTeamEvent = { type: 'CareTeamOpened', data: { ...team, openedAt: monday } }
const add = (member: CareTeamMember): CareTeamCommand => ({
  type: 'AddCareTeamMember',
  data: { careTeamId, member, joinedAt: tuesday },
})
const joined: CareTeamEvent = {
  type: 'CareTeamMemberJoined',
  data: { ...team, member: alex, joinedAt: tuesday },
}
const remove: CareTeamCommand = {
  type: 'RemoveCareTeamMember',
  data: { careTeamId, memberId: 'peer-1', leftAt: tuesday },
}
const left: CareTeamEvent = {
  type: 'CareTeamMemberLeft',
  data: { ...team, memberId: 'peer-1', leftAt: tuesday },
}
const close: CareTeamCommand = { type: 'CloseCareTeam', data: { careTeamId, closedAt: tuesday } }
const closed: CareTeamEvent = { type: 'CareTeamClosed', data: { ...team, closedAt: tuesday } }

describe('a care team', () => {
  it('opens, once, for one plan', () => {
    given().when(open).thenRecords(opened)
    given(opened).when(open).thenRecordsNothing()
    given(opened)
      .when({
        type: 'OpenCareTeam',
        data: { ...team, carePlanId: 'plan-2' as CarePlanId, openedAt: monday },
      })
      .thenRefuses('care-team-already-open')
  })
  it('takes a member on, once', () => {
    given(opened).when(add(alex)).thenRecords(joined)
    given(opened, joined).when(add(alex)).thenRecordsNothing()
    given(opened, joined)
      .when(add({ ...alex, roleTitle: 'Supervisor' }))
      .thenRefuses('member-already-on-team')
  })
  it('lets a member go, and take part again', () => {
    given(opened, joined).when(remove).thenRecords(left)
    given(opened, joined, left).when(remove).thenRefuses('member-not-on-team')
    given(opened, joined, left).when(add(alex)).thenRecords(joined)
  })
  it('closes, once, and changes no more', () => {
    given(opened, joined).when(close).thenRecords(closed)
    given(opened, closed).when(close).thenRecordsNothing()
    given(opened, closed).when(add(alex)).thenRefuses('care-team-closed')
  })
  it('is unknown until it is open', () => given().when(add(alex)).thenRefuses('care-team-not-open'))
})

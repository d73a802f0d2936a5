import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { CarePlanEvent } from '../../domain/care-plan-events.ts'
import type { CareTeamEvent } from '../../domain/care-team.ts'
import type {
  AssignmentId,
  CarePlanId,
  CareTeamId,
  GoalId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from '../../domain/ids.ts'
import { carePlanList } from './care-plan-list.ts'

const carePlanId = 'plan-1' as CarePlanId
const careTeamId = 'team-1' as CareTeamId
const goalId = 'goal-1' as GoalId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const about = {
  carePlanId,
  personId: 'person-1' as PersonId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const opening = {
  ...about,
  careTeamId,
  assignmentId: 'assignment-1' as AssignmentId,
  referralId: 'referral-1' as ReferralId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  programId: 'program-1' as ProgramId,
  openedAt: monday,
}
const opened: CarePlanEvent = { type: 'CarePlanOpened', data: opening }
const proposed: CarePlanEvent = {
  type: 'GoalProposed',
  data: {
    ...about,
    goalId,
    words: 'Call my sister',
    domain: 'social',
    proposedBy: 'peer',
    proposedAt: monday,
  },
}
const rated = (ratedBy: 'person' | 'peer', attainment: 1 | 2): CarePlanEvent => ({
  type: 'GoalRated',
  data: { ...about, goalId, ratedBy, attainment, ratedAt: monday },
})
const ofTeam = { careTeamId, carePlanId, personId: about.personId }
const joined = (displayName: string): CareTeamEvent => ({
  type: 'CareTeamMemberJoined',
  data: {
    ...ofTeam,
    joinedAt: monday,
    member: {
      kind: 'peer',
      memberId: 'peer-1',
      displayName,
      roleTitle: 'peer specialist',
      isCertified: true,
    },
  },
})
const left: CareTeamEvent = {
  type: 'CareTeamMemberLeft',
  data: { ...ofTeam, memberId: 'peer-1', leftAt: monday },
}

describe('the list of care plans', () => {
  const given = projectionSpec(import.meta.filename, carePlanList, {
    version: 5,
    hash: '95b6dc8150b8',
  })

  it('shows a plan from its opening on', () =>
    given(opened).thenRow(carePlanId, {
      ...opening,
      revision: 1,
      openedPosition: 1,
      goals: [],
      members: [],
    }))
  it('shows goals with where they stand, and every voice beside the others', () => {
    const [goal] = given(opened, proposed, rated('person', 1), rated('peer', 2)).row(
      carePlanId,
    ).goals
    assert.deepEqual(goal?.ratings, { person: 1, peer: 2 })
    const declined: CarePlanEvent = {
      type: 'GoalDeclined',
      data: { ...about, goalId, declinedBy: 'person', declinedAt: monday },
    }
    const [no] = given(opened, proposed, declined).row(carePlanId).goals
    assert.deepEqual([no?.status, no?.declinedBy], ['declined', 'person'])
  })
  it('shows who is on the team, each once', () => {
    const names = (...events: readonly (CarePlanEvent | CareTeamEvent)[]) =>
      given(opened, ...events)
        .row(carePlanId)
        .members.map(({ displayName }) => displayName)
    assert.deepEqual(names(joined('Alex'), joined('Alex Moreno')), ['Alex Moreno'])
    assert.deepEqual(names(joined('Alex'), left), [])
  })
  it('has the revision of the plan, whatever happens to its team', () => {
    assert.equal(given(opened, proposed).row(carePlanId).revision, 2)
    assert.equal(given(opened, joined('Alex')).row(carePlanId).revision, 1)
  })
  it('goes with the key of the person', () =>
    assert.equal(given(opened).personOf(carePlanId), 'person-1'))
})

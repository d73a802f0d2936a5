import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { toCareTeam, type TeamFacts } from '../../domain/maps/care-team.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import {
  category,
  indexed,
  inPeriod,
  reference,
  status,
  subject,
  token,
} from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutRecord } from './record.ts'

type CareTeam = ResourceOf<'CareTeam'>
const of = ({ careTeamId }: { careTeamId: string }) => careTeamId
const participants = ({ participant }: CareTeam) => participant ?? []

export const careTeam = made<'CareTeam', PublishedCarePlanEvent, TeamFacts>({
  type: 'CareTeam',
  class: 'care-team',
  profile: usCore('careteam'),
  topic: carePlanTopic,
  on: {
    CarePlanOpened: { of, first: (data) => ({ ...data, members: [] }) },
    CareTeamMemberJoined: {
      of,
      change: (before, { member }) =>
        member === undefined || before.members.some(({ memberId }) => memberId === member.memberId)
          ? undefined
          : { ...before, members: [...before.members, member] },
    },
    CareTeamMemberLeft: {
      of,
      change: (before, { memberId }) => ({
        ...before,
        members: before.members.filter((each) => each.memberId !== memberId),
      }),
    },
    CarePlanClosed: { of, change: (before, { closedAt }) => ({ ...before, closedAt }) },
  },
  about: aboutRecord,
  toFhir: toCareTeam,
  search: [
    ...subject,
    status,
    category,
    indexed(reference('participant', (r: CareTeam) => participants(r).map(({ member }) => member))),
    token('role', (r: CareTeam) => participants(r).flatMap(({ role }) => role ?? [])),
    inPeriod,
  ],
  // A member is a role: its Practitioner and Organization come along.
  includes: [
    'CareTeam:participant',
    'CareTeam:participant:PractitionerRole',
    'CareTeam:participant:Practitioner',
    'CareTeam:patient',
  ],
})

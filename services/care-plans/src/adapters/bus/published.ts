import { pick, publishes } from '@careloom/event-sourcing'
import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { CarePlanEvent } from '../../domain/care-plan-events.ts'
import type { CareTeamEvent } from '../../domain/care-team.ts'
import type { EncounterEvent } from '../../domain/encounter.ts'
import type { MeetingEvent } from '../../domain/meeting-events.ts'
import { memberToWire } from '../wire/member.ts'

const ofPlan = ['carePlanId', 'personId'] as const
const ofTeam = [...ofPlan, 'careTeamId'] as const
const ofGoal = [...ofPlan, 'goalId'] as const
const part2 = ['organizationId', 'part2'] as const
const ofWork = [...ofPlan, ...part2, 'assignmentId', 'peerWorkerId'] as const
const ofMeeting = [...ofWork, 'meetingId'] as const
const ofEncounter = pick(
  ...ofWork,
  'encounterId',
  'referralId',
  'occurredAt',
  'modality',
  'minutes',
  'kinds',
  'shareWithEhr',
  'meetingId',
)

type Own = CarePlanEvent | CareTeamEvent | EncounterEvent | MeetingEvent

/** Steps, ratings, small achievements, and where the two meet, stay between them. */
export const published = publishes<Own, PublishedCarePlanEvent>(carePlanTopic, {
  CarePlanOpened: pick(...ofTeam, ...part2, 'assignmentId', 'referralId', 'programId', 'openedAt'),
  CarePlanClosed: pick(...ofTeam, 'closedAt'),
  CareTeamMemberJoined: (data) => ({
    ...pick(...ofTeam, 'joinedAt')(data),
    member: memberToWire(data.member),
  }),
  CareTeamMemberLeft: pick(...ofTeam, 'memberId', 'leftAt'),
  VisionWritten: pick(...ofPlan, 'words', 'writtenAt'),
  GoalProposed: pick(...ofGoal, ...part2, 'words', 'domain', 'proposedBy', 'proposedAt'),
  GoalAgreed: pick(...ofGoal, 'agreedAt'),
  GoalDeclined: pick(...ofGoal),
  GoalRated: pick(...ofGoal),
  // That a contact took place is told; its words only if the person lets them reach the EHR.
  EncounterRecorded(data) {
    const words = data.shareWithEhr ? data : undefined
    return {
      ...ofEncounter(data),
      noShow: data.isNoShow,
      personsIdea: words?.personsIdea,
      nextStep: words?.nextStep,
    }
  },
  MeetingPlanned: pick(...ofMeeting, 'startsAt', 'minutes', 'modality', 'plannedBy'),
  MeetingChanged: pick(...ofMeeting, 'startsAt', 'minutes', 'modality', 'changedBy'),
  MeetingCancelled: pick(...ofMeeting, 'cancelledBy', 'cancelledAt'),
  MeetingHeld: pick(...ofMeeting, 'encounterId'),
  MeetingMissed: pick(...ofMeeting, 'encounterId'),
})

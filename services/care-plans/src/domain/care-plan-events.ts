import type { Command, Event, Instant } from '@careloom/event-sourcing'
import type { GoalDomain, RefusalOf, Voice } from '@careloom/terminology'
import type {
  AchievementId,
  AssignmentId,
  CarePlanId,
  CareTeamId,
  GoalId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
  StepId,
} from './ids.ts'

/** Goal Attainment Scaling: 0 is what was expected, +2 much more, -2 much less. */
export type Attainment = -2 | -1 | 0 | 1 | 2

export type PlanOpening = {
  readonly carePlanId: CarePlanId
  readonly careTeamId: CareTeamId
  readonly assignmentId: AssignmentId
  readonly referralId: ReferralId
  readonly personId: PersonId
  readonly peerWorkerId: PeerWorkerId
  readonly programId: ProgramId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies to the programme. */
  readonly part2: boolean
  readonly openedAt: Instant
}

type OfPlan = { readonly carePlanId: CarePlanId }
type OfGoal = OfPlan & { readonly goalId: GoalId }
type Vision = OfPlan & { readonly words: string; readonly writtenAt: Instant }
type Proposal = OfGoal & {
  readonly words: string
  readonly domain: GoalDomain
  readonly proposedBy: Voice
  readonly proposedAt: Instant
}
/** A goal needs the yes of both: the person and the peer. */
export type Agreeing = 'person' | 'peer'
type Agreement = OfGoal & { readonly agreedBy: Agreeing; readonly agreedAt: Instant }
type GoalDecline = OfGoal & { readonly declinedBy: Agreeing; readonly declinedAt: Instant }
type Step = OfGoal & {
  readonly stepId: StepId
  readonly words: string
  readonly owner: Voice
  readonly addedAt: Instant
}
type StepDone = OfGoal & { readonly stepId: StepId; readonly doneAt: Instant }
type Rating = OfGoal & {
  readonly ratedBy: Voice
  readonly attainment: Attainment
  readonly ratedAt: Instant
}
type GoalAchievement = OfGoal & { readonly achievedAt: Instant }
type GoalEnd = OfGoal & { readonly endedAt: Instant }
type Achievement = OfPlan & {
  readonly achievementId: AchievementId
  readonly words: string
  readonly noticedBy: Voice
  readonly noticedAt: Instant
}
/** The plan stays, the peer changes: the assignment that goes on with it. */
type PassingOn = OfPlan &
  Pick<PlanOpening, 'assignmentId' | 'peerWorkerId'> & { readonly passedOnAt: Instant }
type Closing = OfPlan & { readonly closedAt: Instant }

export type CarePlanCommand =
  | Command<'OpenCarePlan', PlanOpening>
  | Command<'WriteVision', Vision & { readonly writtenBy: Voice }>
  | Command<'ProposeGoal', Proposal>
  | Command<'AgreeToGoal', Agreement>
  | Command<'DeclineGoal', GoalDecline>
  | Command<'AddStep', Step>
  | Command<'CompleteStep', StepDone>
  | Command<'RateGoal', Rating>
  | Command<'AchieveGoal', GoalAchievement>
  | Command<'EndGoal', GoalEnd>
  | Command<'NoticeAchievement', Achievement>
  | Command<'PassOnCarePlan', PassingOn>
  | Command<'CloseCarePlan', Closing>

/** Who a plan is about, and which rules apply to it; on every event, so that no reader has to look it up. */
export type AboutPlan = Pick<PlanOpening, 'personId' | 'organizationId' | 'part2'>

export type CarePlanEvent =
  /** Person and peer started: they have one plan from now on. */
  | Event<'CarePlanOpened', PlanOpening>
  /** What the person wants their life to be, in their own words. */
  | Event<'VisionWritten', AboutPlan & Vision>
  | Event<'GoalProposed', AboutPlan & Proposal>
  /** One of the two said yes. */
  | Event<'GoalAgreedTo', AboutPlan & Agreement>
  /** Both said yes: only now it is a goal of the plan. */
  | Event<'GoalAgreed', AboutPlan & OfGoal & { readonly agreedAt: Instant }>
  | Event<'GoalDeclined', AboutPlan & GoalDecline>
  | Event<'StepAdded', AboutPlan & Step>
  | Event<'StepCompleted', AboutPlan & StepDone>
  | Event<'GoalRated', AboutPlan & Rating>
  | Event<'GoalAchieved', AboutPlan & GoalAchievement>
  /** Let go of, without a reason. */
  | Event<'GoalEnded', AboutPlan & GoalEnd>
  /** Something went well, however small. */
  | Event<'AchievementNoticed', AboutPlan & Achievement>
  /** Another peer goes on with the person, under a new assignment. */
  | Event<'CarePlanPassedOn', AboutPlan & PassingOn>
  | Event<'CarePlanClosed', AboutPlan & Closing & Pick<PlanOpening, 'careTeamId'>>

export type CarePlanRefusal = RefusalOf<'carePlan'>

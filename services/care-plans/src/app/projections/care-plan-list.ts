import { projection, unchanged, type Instant } from '@careloom/event-sourcing'
import type { GoalDomain, GoalStatus, Voice } from '@careloom/terminology'
import type {
  Agreeing,
  Attainment,
  CarePlanEvent,
  PlanOpening,
} from '../../domain/care-plan-events.ts'
import type { CareTeamEvent, CareTeamMember } from '../../domain/care-team.ts'
import type { GoalId } from '../../domain/ids.ts'

export type GoalRow = {
  readonly goalId: GoalId
  readonly words: string
  readonly domain: GoalDomain
  readonly status: GoalStatus
  readonly proposedBy: Voice
  /** Whoever proposed it must be able to see that it was declined. */
  readonly declinedBy?: Agreeing
  readonly declinedAt?: Instant
  /** Side by side: nobody's rating replaces another's. */
  readonly ratings: Partial<Readonly<Record<Voice, Attainment>>>
}

/** A shared plan with its care team: for the person's and the peer's page, and for the chart. */
export type CarePlanRow = PlanOpening & {
  readonly revision: number
  /** Where it was opened: tells which of several is the newest, whatever the clock said. */
  readonly openedPosition: number
  readonly closedAt?: Instant
  readonly vision?: string
  readonly goals: readonly GoalRow[]
  readonly members: readonly CareTeamMember[]
}

type At = { readonly revision: number }

export const carePlanList = projection<CarePlanEvent | CareTeamEvent, CarePlanRow>({
  name: 'care-plan-list',
  version: 5,
  key: ({ carePlanId }) => carePlanId,
  person: ({ personId }) => personId,
  on: {
    CarePlanOpened: (_row, data, { revision, position }) => ({
      ...data,
      revision,
      openedPosition: position,
      goals: [],
      members: [],
    }),
    VisionWritten: (row, { words: vision }, event) => changed(row, event, { vision }),
    GoalProposed(row, { goalId, words, domain, proposedBy }, event) {
      const goal: GoalRow = { goalId, words, domain, status: 'proposed', proposedBy, ratings: {} }
      return changed(row, event, { goals: [...(row?.goals ?? []), goal] })
    },
    GoalAgreedTo: (row, _data, event) => changed(row, event),
    GoalAgreed: (row, { goalId }, event) => goalChanged(row, event, goalId, { status: 'agreed' }),
    GoalDeclined: (row, { goalId, declinedBy, declinedAt }, event) =>
      goalChanged(row, event, goalId, { status: 'declined', declinedBy, declinedAt }),
    GoalRated(row, { goalId, ratedBy, attainment }, event) {
      const goal = row?.goals.find((each) => each.goalId === goalId)
      const ratings = { ...goal?.ratings, [ratedBy]: attainment }
      return goalChanged(row, event, goalId, { ratings })
    },
    GoalAchieved: (row, { goalId }, event) =>
      goalChanged(row, event, goalId, { status: 'achieved' }),
    GoalEnded: (row, { goalId }, event) => goalChanged(row, event, goalId, { status: 'ended' }),
    StepAdded: (row, _data, event) => changed(row, event),
    StepCompleted: (row, _data, event) => changed(row, event),
    AchievementNoticed: (row, _data, event) => changed(row, event),
    CarePlanPassedOn: (row, { assignmentId, peerWorkerId }, event) =>
      changed(row, event, { assignmentId, peerWorkerId }),
    CarePlanClosed: (row, { closedAt }, event) => changed(row, event, { closedAt }),
    // The team's stream has revisions of its own: the row's is the plan's.
    CareTeamOpened: unchanged,
    CareTeamMemberJoined: (row, { member }) =>
      row && { ...row, members: [...withoutMember(row, member.memberId), member] },
    CareTeamMemberLeft: (row, { memberId }) =>
      row && { ...row, members: withoutMember(row, memberId) },
    CareTeamClosed: unchanged,
  },
  indexes: {
    assignment: (row) => [row.assignmentId],
    referral: (row) => [row.referralId],
  },
})

/** The plan's own stream moved on. */
function changed(
  row: CarePlanRow | undefined,
  { revision }: At,
  change: Partial<CarePlanRow> = {},
): CarePlanRow | undefined {
  return row && { ...row, ...change, revision }
}

function goalChanged(
  row: CarePlanRow | undefined,
  event: At,
  goalId: GoalId,
  change: Partial<GoalRow>,
): CarePlanRow | undefined {
  const goals = row?.goals.map((goal) => (goal.goalId === goalId ? { ...goal, ...change } : goal))
  return changed(row, event, { goals: goals ?? [] })
}

function withoutMember({ members }: CarePlanRow, memberId: string): readonly CareTeamMember[] {
  return members.filter((member) => member.memberId !== memberId)
}

import type { Event, Instant, Projection, Told } from '@careloom/event-sourcing'
import type {
  Agreeing,
  Attainment,
  CarePlanEvent,
  GoalDomain,
  PlanOpening,
  Voice,
} from '../../domain/care-plan-events.ts'
import type { GoalStatus } from '../../domain/care-plan-goals.ts'
import type { CareTeamEvent, CareTeamMember } from '../../domain/care-team.ts'
import type { GoalId } from '../../domain/ids.ts'

/** Every key of a person was destroyed: their rows go too. */
export type PersonErased = Event<'PersonErased', { readonly personId: string }>

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
  readonly closedAt?: Instant
  readonly vision?: string
  readonly goals: readonly GoalRow[]
  readonly members: readonly CareTeamMember[]
}

type Source = CarePlanEvent | CareTeamEvent | PersonErased

export const carePlanList: Projection<Source, CarePlanRow> = {
  name: 'care-plan-list',
  version: 2,
  handles: [
    'CarePlanOpened',
    'VisionWritten',
    'GoalProposed',
    'GoalAgreedTo',
    'GoalAgreed',
    'GoalDeclined',
    'GoalRated',
    'GoalAchieved',
    'GoalEnded',
    'StepAdded',
    'StepCompleted',
    'AchievementNoticed',
    'CarePlanPassedOn',
    'CarePlanClosed',
    'CareTeamMemberJoined',
    'CareTeamMemberLeft',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased' ? lookup('person', event.data.personId) : [event.data.carePlanId],
  project(row, event) {
    if (event.type === 'PersonErased') return null
    if (event.type === 'CarePlanOpened')
      return { ...event.data, revision: event.revision, goals: [], members: [] }
    if (row === undefined) return undefined
    switch (event.type) {
      case 'CareTeamOpened':
      case 'CareTeamClosed':
        return undefined
      case 'CareTeamMemberJoined':
        return {
          ...row,
          members: [...withoutMember(row, event.data.member.memberId), event.data.member],
        }
      case 'CareTeamMemberLeft':
        return { ...row, members: withoutMember(row, event.data.memberId) }
      default:
        return { ...row, ...changeOf(row, event), revision: event.revision }
    }
  },
  indexes: {
    assignment: (row) => [row.assignmentId],
    referral: (row) => [row.referralId],
    person: (row) => [row.personId],
  },
}

type Later = Exclude<Told<CarePlanEvent>, { type: 'CarePlanOpened' }>

function changeOf(row: CarePlanRow, event: Later): Partial<CarePlanRow> {
  switch (event.type) {
    case 'VisionWritten':
      return { vision: event.data.words }
    case 'GoalProposed': {
      const { goalId, words, domain, proposedBy } = event.data
      return {
        goals: [
          ...row.goals,
          { goalId, words, domain, status: 'proposed', proposedBy, ratings: {} },
        ],
      }
    }
    case 'GoalAgreed':
      return goalChanged(row, event.data.goalId, () => ({ status: 'agreed' }))
    case 'GoalDeclined': {
      const { goalId, declinedBy, declinedAt } = event.data
      return goalChanged(row, goalId, () => ({ status: 'declined', declinedBy, declinedAt }))
    }
    case 'GoalAchieved':
      return goalChanged(row, event.data.goalId, () => ({ status: 'achieved' }))
    case 'GoalEnded':
      return goalChanged(row, event.data.goalId, () => ({ status: 'ended' }))
    case 'GoalRated': {
      const { goalId, ratedBy, attainment } = event.data
      return goalChanged(row, goalId, ({ ratings }) => ({
        ratings: { ...ratings, [ratedBy]: attainment },
      }))
    }
    case 'CarePlanPassedOn':
      return { assignmentId: event.data.assignmentId, peerWorkerId: event.data.peerWorkerId }
    case 'CarePlanClosed':
      return { closedAt: event.data.closedAt }
    default:
      return {}
  }
}

function goalChanged(
  { goals }: CarePlanRow,
  goalId: GoalId,
  change: (goal: GoalRow) => Partial<GoalRow>,
): Pick<CarePlanRow, 'goals'> {
  return {
    goals: goals.map((goal) => (goal.goalId === goalId ? { ...goal, ...change(goal) } : goal)),
  }
}

function withoutMember({ members }: CarePlanRow, memberId: string): readonly CareTeamMember[] {
  return members.filter((member) => member.memberId !== memberId)
}

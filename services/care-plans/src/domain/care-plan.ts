import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Decider, Decision, Instant } from '@careloom/event-sourcing'
import type { Voice } from '@careloom/terminology'
import type {
  AboutPlan,
  CarePlanCommand,
  CarePlanEvent,
  CarePlanRefusal,
  PlanOpening,
} from './care-plan-events.ts'
import {
  achieveGoal,
  addStep,
  agreeToGoal,
  completeStep,
  declineGoal,
  endGoal,
  proposeGoal,
  rateGoal,
} from './care-plan-goals.ts'
import type { Goal, Goals } from './care-plan-goals.ts'
import type { AchievementId, GoalId } from './ids.ts'

export type CarePlan =
  | { readonly status: 'none' }
  | {
      readonly status: 'active' | 'closed'
      readonly opening: PlanOpening
      readonly vision?: string | undefined
      readonly goals: Goals
      readonly achievements: ReadonlySet<AchievementId>
      /** When a rater last rated a goal, so that the same rating twice is once. */
      readonly ratedAt: ReadonlyMap<string, Instant>
    }

type Opened = Exclude<CarePlan, { status: 'none' }>
type CarePlanDecision = Decision<CarePlanEvent, CarePlanRefusal>
type LaterCommand = Exclude<CarePlanCommand, { type: 'OpenCarePlan' }>

/** The plan of a person and their peer: the person's own vision first, goals only when both agree. */
export const carePlanDecider: Decider<CarePlan, CarePlanCommand, CarePlanEvent, CarePlanRefusal> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'OpenCarePlan') return open(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'care-plan-not-open')
    if (state.status === 'closed')
      return command.type === 'CloseCarePlan' ? accept() : refuse('conflict', 'care-plan-closed')
    return whenActive(command, state)
  },
  evolve: evolveCarePlan,
}

function whenActive(command: LaterCommand, state: Opened): CarePlanDecision {
  const about = aboutOf(state.opening)
  const { goals } = state
  switch (command.type) {
    case 'WriteVision':
      return writeVision(command.data, state)
    case 'ProposeGoal':
      return proposeGoal(command.data, goals, about)
    case 'AgreeToGoal':
      return agreeToGoal(command.data, goals, about)
    case 'DeclineGoal':
      return declineGoal(command.data, goals, about)
    case 'AddStep':
      return addStep(command.data, goals, about)
    case 'CompleteStep':
      return completeStep(command.data, goals, about)
    case 'RateGoal':
      return state.ratedAt.get(raterKey(command.data)) === command.data.ratedAt
        ? accept()
        : rateGoal(command.data, goals, about)
    case 'AchieveGoal':
      return achieveGoal(command.data, goals, about)
    case 'EndGoal':
      return endGoal(command.data, goals, about)
    case 'NoticeAchievement':
      return noticeAchievement(command.data, state)
    case 'PassOnCarePlan':
      return state.opening.assignmentId === command.data.assignmentId
        ? accept()
        : accept({ type: 'CarePlanPassedOn', data: { ...about, ...command.data } })
    case 'CloseCarePlan': {
      const { careTeamId } = state.opening
      return accept({ type: 'CarePlanClosed', data: { ...about, careTeamId, ...command.data } })
    }
    default:
      return unreachable(command)
  }
}

function open(data: PlanOpening, state: CarePlan): CarePlanDecision {
  if (state.status === 'none') return accept({ type: 'CarePlanOpened', data })
  return state.opening.assignmentId === data.assignmentId
    ? accept()
    : refuse('conflict', 'care-plan-already-open')
}

type DataOf<Type extends LaterCommand['type']> = Extract<LaterCommand, { type: Type }>['data']

/** The vision is the person's own: nobody else writes it, however well they mean it. */
function writeVision(data: DataOf<'WriteVision'>, state: Opened): CarePlanDecision {
  const { writtenBy, ...vision } = data
  if (writtenBy !== 'person') return refuse('forbidden', 'vision-is-the-persons')
  if (vision.words.trim() === '') return refuse('incorrect', 'words-missing')
  return vision.words === state.vision
    ? accept()
    : accept({ type: 'VisionWritten', data: { ...aboutOf(state.opening), ...vision } })
}

function noticeAchievement(data: DataOf<'NoticeAchievement'>, state: Opened): CarePlanDecision {
  if (state.achievements.has(data.achievementId)) return accept()
  if (data.words.trim() === '') return refuse('incorrect', 'words-missing')
  return accept({ type: 'AchievementNoticed', data: { ...aboutOf(state.opening), ...data } })
}

function aboutOf({ personId, organizationId, part2 }: PlanOpening): AboutPlan {
  return { personId, organizationId, part2 }
}

function raterKey({ goalId, ratedBy }: { goalId: GoalId; ratedBy: Voice }): string {
  return `${goalId}/${ratedBy}`
}

function evolveCarePlan(state: CarePlan, event: CarePlanEvent): CarePlan {
  if (event.type === 'CarePlanOpened') return opened(event.data)
  if (state.status === 'none') return state
  switch (event.type) {
    case 'VisionWritten':
      return { ...state, vision: event.data.words }
    case 'GoalProposed':
      return withGoal(state, event.data.goalId, proposed(event.data))
    case 'GoalAgreedTo': {
      const { goalId, agreedBy } = event.data
      return changed(state, goalId, (goal) => ({ agreedBy: [...goal.agreedBy, agreedBy] }))
    }
    case 'GoalAgreed':
      return changed(state, event.data.goalId, () => ({ status: 'agreed' }))
    case 'GoalDeclined':
      return changed(state, event.data.goalId, () => ({ status: 'declined' }))
    case 'GoalAchieved':
      return changed(state, event.data.goalId, () => ({ status: 'achieved' }))
    case 'GoalEnded':
      return changed(state, event.data.goalId, () => ({ status: 'ended' }))
    case 'StepAdded':
      return withStep(state, event.data, false)
    case 'StepCompleted':
      return withStep(state, event.data, true)
    case 'GoalRated':
      return {
        ...state,
        ratedAt: new Map(state.ratedAt).set(raterKey(event.data), event.data.ratedAt),
      }
    case 'AchievementNoticed':
      return {
        ...state,
        achievements: new Set(state.achievements).add(event.data.achievementId),
      }
    case 'CarePlanPassedOn': {
      const { assignmentId, peerWorkerId } = event.data
      return { ...state, opening: { ...state.opening, assignmentId, peerWorkerId } }
    }
    case 'CarePlanClosed':
      return { ...state, status: 'closed' }
    default:
      return unreachable(event)
  }
}

function opened(opening: PlanOpening): Opened {
  return {
    status: 'active',
    opening,
    goals: new Map(),
    achievements: new Set(),
    ratedAt: new Map(),
  }
}

/** Whoever proposes has said yes; a clinician's proposal needs both of the others. */
function proposed({ words, proposedBy }: { words: string; proposedBy: Voice }): Goal {
  const agreedBy = proposedBy === 'clinician' ? [] : [proposedBy]
  return { status: 'proposed', words, agreedBy, steps: new Map() }
}

function withGoal(state: Opened, goalId: GoalId, goal: Goal): Opened {
  return { ...state, goals: new Map(state.goals).set(goalId, goal) }
}

function changed(state: Opened, goalId: GoalId, change: (goal: Goal) => Partial<Goal>): Opened {
  const goal = state.goals.get(goalId)
  return goal === undefined ? state : withGoal(state, goalId, { ...goal, ...change(goal) })
}

function withStep(
  state: Opened,
  { goalId, stepId }: Pick<DataOf<'CompleteStep'>, 'goalId' | 'stepId'>,
  isDone: boolean,
): Opened {
  return changed(state, goalId, ({ steps }) => ({ steps: new Map(steps).set(stepId, isDone) }))
}

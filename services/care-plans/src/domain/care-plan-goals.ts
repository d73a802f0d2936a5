import { accept, refuse } from '@careloom/event-sourcing'
import type { Decision } from '@careloom/event-sourcing'
import type { GoalStatus } from '@careloom/terminology'
import type {
  AboutPlan,
  Agreeing,
  CarePlanCommand,
  CarePlanEvent,
  CarePlanRefusal,
} from './care-plan-events.ts'
import type { GoalId, StepId } from './ids.ts'

export type Goal = {
  readonly status: GoalStatus
  readonly words: string
  /** Who has said yes so far; whoever proposed has. */
  readonly agreedBy: readonly Agreeing[]
  /** Steps, and whether they are done. */
  readonly steps: ReadonlyMap<StepId, boolean>
}
export type Goals = ReadonlyMap<GoalId, Goal>

type CarePlanDecision = Decision<CarePlanEvent, CarePlanRefusal>
type DataOf<Type extends CarePlanCommand['type']> = Extract<CarePlanCommand, { type: Type }>['data']

export function proposeGoal(
  data: DataOf<'ProposeGoal'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const proposed = goals.get(data.goalId)
  if (proposed !== undefined)
    return proposed.words === data.words ? accept() : refuse('conflict', 'goal-already-proposed')
  if (data.words.trim() === '') return refuse('incorrect', 'words-missing')
  return accept({ type: 'GoalProposed', data: { ...about, ...data } })
}

/** The second yes makes it a goal of the plan. */
export function agreeToGoal(
  data: DataOf<'AgreeToGoal'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (goal.agreedBy.includes(data.agreedBy)) return accept()
  if (goal.status !== 'proposed') return refuse('conflict', 'goal-not-proposed')
  const { carePlanId, goalId, agreedAt } = data
  const agreedTo: CarePlanEvent = { type: 'GoalAgreedTo', data: { ...about, ...data } }
  if (goal.agreedBy.length === 0) return accept(agreedTo)
  return accept<CarePlanEvent>(agreedTo, {
    type: 'GoalAgreed',
    data: { ...about, carePlanId, goalId, agreedAt },
  })
}

export function declineGoal(
  data: DataOf<'DeclineGoal'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (goal.status === 'declined') return accept()
  if (goal.status !== 'proposed') return refuse('conflict', 'goal-not-proposed')
  return accept({ type: 'GoalDeclined', data: { ...about, ...data } })
}

export function addStep(data: DataOf<'AddStep'>, goals: Goals, about: AboutPlan): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (goal.steps.has(data.stepId)) return accept()
  if (goal.status !== 'agreed') return refuse('conflict', 'goal-not-agreed')
  if (data.words.trim() === '') return refuse('incorrect', 'words-missing')
  return accept({ type: 'StepAdded', data: { ...about, ...data } })
}

export function completeStep(
  data: DataOf<'CompleteStep'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const isDone = goals.get(data.goalId)?.steps.get(data.stepId)
  if (isDone === undefined) return refuse('not-found', 'step-unknown')
  return isDone ? accept() : accept({ type: 'StepCompleted', data: { ...about, ...data } })
}

/** Three raters side by side; each rating stands, none replaces another's. */
export function rateGoal(
  data: DataOf<'RateGoal'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (![-2, -1, 0, 1, 2].includes(data.attainment))
    return refuse('incorrect', 'attainment-incorrect')
  if (goal.status !== 'agreed' && goal.status !== 'achieved')
    return refuse('conflict', 'goal-not-agreed')
  return accept({ type: 'GoalRated', data: { ...about, ...data } })
}

export function achieveGoal(
  data: DataOf<'AchieveGoal'>,
  goals: Goals,
  about: AboutPlan,
): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (goal.status === 'achieved') return accept()
  if (goal.status !== 'agreed') return refuse('conflict', 'goal-not-agreed')
  return accept({ type: 'GoalAchieved', data: { ...about, ...data } })
}

export function endGoal(data: DataOf<'EndGoal'>, goals: Goals, about: AboutPlan): CarePlanDecision {
  const goal = goals.get(data.goalId)
  if (goal === undefined) return refuse('not-found', 'goal-unknown')
  if (goal.status === 'ended') return accept()
  if (goal.status !== 'agreed') return refuse('conflict', 'goal-not-agreed')
  return accept({ type: 'GoalEnded', data: { ...about, ...data } })
}

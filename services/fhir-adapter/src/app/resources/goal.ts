import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { toGoal, type GoalFacts } from '../../domain/maps/goal.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { date, indexed, subject, token } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutRecord } from './record.ts'

type Goal = ResourceOf<'Goal'>
const of = ({ goalId }: { goalId: string }) => goalId
const becomes = (status: GoalFacts['status']) => ({
  of,
  change: (before: GoalFacts) => ({ ...before, status }),
})

export const goal = made<'Goal', PublishedCarePlanEvent, GoalFacts>({
  type: 'Goal',
  class: 'care-plan',
  profile: usCore('goal'),
  topic: carePlanTopic,
  on: {
    GoalProposed: { of, first: (data) => ({ ...data, status: 'proposed' }) },
    GoalAgreed: becomes('agreed'),
    GoalDeclined: becomes('declined'),
  },
  about: aboutRecord,
  toFhir: toGoal,
  search: [
    ...subject,
    token('lifecycle-status', (r: Goal) => r.lifecycleStatus),
    indexed(date('start-date', (r: Goal) => r.startDate)),
  ],
})

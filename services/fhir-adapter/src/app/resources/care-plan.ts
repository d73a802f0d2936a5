import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { toCarePlan, type PlanFacts } from '../../domain/maps/care-plan.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import {
  category,
  indexed,
  inPeriod,
  reference,
  status,
  subject,
} from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutRecord } from './record.ts'

const of = ({ carePlanId }: { carePlanId: string }) => carePlanId

export const carePlan = made<'CarePlan', PublishedCarePlanEvent, PlanFacts>({
  type: 'CarePlan',
  class: 'care-plan',
  profile: usCore('careplan'),
  topic: carePlanTopic,
  on: {
    CarePlanOpened: { of, first: (data) => ({ ...data, goalIds: [] }) },
    VisionWritten: { of, change: (before, { words }) => ({ ...before, vision: words }) },
    GoalProposed: {
      of,
      change: (before, { goalId }) => ({ ...before, goalIds: [...before.goalIds, goalId] }),
    },
    CarePlanClosed: { of, change: (before, { closedAt }) => ({ ...before, closedAt }) },
  },
  about: aboutRecord,
  toFhir: toCarePlan,
  search: [
    ...subject,
    status,
    category,
    inPeriod,
    indexed(reference('care-team', (r: ResourceOf<'CarePlan'>) => r.careTeam)),
  ],
  includes: ['CarePlan:care-team'],
})

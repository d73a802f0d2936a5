import { compact, reference, usCore, type ResourceOf } from '../resource.ts'
import { labelled } from './security-label.ts'

export type GoalFacts = {
  goalId: string
  personId: string
  organizationId: string
  words: string
  domain: string
  proposedAt: string
  status: 'proposed' | 'agreed' | 'declined'
  part2: boolean
}

const lifecycle = { proposed: 'proposed', agreed: 'active', declined: 'rejected' } as const

export function toGoal(facts: GoalFacts): ResourceOf<'Goal'> {
  return compact<ResourceOf<'Goal'>>({
    resourceType: 'Goal',
    id: facts.goalId,
    meta: labelled(facts, usCore('goal')),
    lifecycleStatus: lifecycle[facts.status],
    category: [{ text: facts.domain }],
    description: { text: facts.words },
    subject: reference('Patient', facts.personId),
    startDate: facts.proposedAt.slice(0, 10),
  })
}

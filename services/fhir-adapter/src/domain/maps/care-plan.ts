import { compact, concept, reference, usCore, type ResourceOf } from '../resource.ts'
import type { TeamFacts } from './care-team.ts'
import { labelled } from './security-label.ts'

/** What of a plan FHIR shows: what the team is about, and what they write together. */
export type PlanFacts = Omit<TeamFacts, 'members'> & {
  readonly vision?: string | undefined
  readonly goalIds: readonly string[]
}

export function toCarePlan(facts: PlanFacts): ResourceOf<'CarePlan'> {
  return compact<ResourceOf<'CarePlan'>>({
    resourceType: 'CarePlan',
    id: facts.carePlanId,
    meta: labelled(facts, usCore('careplan')),
    text: {
      status: 'additional',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Shared plan of the person and their peer</div>',
    },
    status: facts.closedAt === undefined ? 'active' : 'completed',
    intent: 'plan',
    category: [
      concept(
        { system: 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category', code: 'assess-plan' },
        'Peer-led recovery plan',
      ),
    ],
    title: 'Shared plan',
    description: facts.vision,
    subject: reference('Patient', facts.personId),
    period: compact({ start: facts.openedAt, end: facts.closedAt }),
    created: facts.openedAt,
    careTeam: [reference('CareTeam', facts.careTeamId)],
    goal: facts.goalIds.map((id) => reference('Goal', id)),
  })
}

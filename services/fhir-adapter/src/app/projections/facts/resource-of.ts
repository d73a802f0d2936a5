import { toCarePlan, toCareTeam, toEncounter, toGoal } from '../../../domain/maps/care.ts'
import { toConsent } from '../../../domain/maps/consent.ts'
import { toPractitioner, toPractitionerRole } from '../../../domain/maps/directory.ts'
import { toObservation, toQuestionnaireResponse } from '../../../domain/maps/outcome-measures.ts'
import { toPatient } from '../../../domain/maps/patient.ts'
import { toServiceRequest } from '../../../domain/maps/service-request.ts'
import { toTask } from '../../../domain/maps/task.ts'
import type { Resource, ResourceType } from '../../../domain/resource.ts'
import type { Facts } from './facts.ts'

/** The resource that the facts make; undefined when there is none (a score that could not be computed). */
export function resourceOf(type: ResourceType, facts: Facts): Resource | undefined {
  switch (facts.kind) {
    case 'person':
      return toPatient(facts.id, facts.organizationId, facts.details, facts.identifiers)
    case 'consent':
      return toConsent(facts.id, facts.active ? 'active' : 'inactive', facts.grant)
    case 'referral':
      return type === 'Task' ? toTask(facts.referral) : toServiceRequest(facts.referral)
    case 'peer':
      return type === 'Practitioner'
        ? toPractitioner(facts.id, facts.details, facts.active)
        : toPractitionerRole(facts.id, facts.details, facts.active, facts.certified)
    case 'team':
      return type === 'CareTeam'
        ? toCareTeam(facts.team)
        : toCarePlan({ ...facts.team, vision: facts.vision, goalIds: facts.goalIds })
    case 'goal':
      return toGoal(facts.goal)
    case 'encounter':
      return toEncounter(facts.encounter)
    case 'answered':
      return type === 'Observation'
        ? toObservation(facts.answered)
        : toQuestionnaireResponse(facts.answered)
  }
}

import type { ResourceType } from '../../domain/resource.ts'
import { carePlan } from './care-plan.ts'
import { careTeam } from './care-team.ts'
import { consent } from './consent.ts'
import { encounter } from './encounter.ts'
import { goal } from './goal.ts'
import { healthcareService } from './healthcare-service.ts'
import type { AnyMade, Configured, Module } from './module.ts'
import { observation } from './observation.ts'
import { organization } from './organization.ts'
import { patient } from './patient.ts'
import { practitionerRole } from './practitioner-role.ts'
import { practitioner } from './practitioner.ts'
import { questionnaireResponse } from './questionnaire-response.ts'
import { questionnaire } from './questionnaire.ts'
import { serviceRequest } from './service-request.ts'
import { task } from './task.ts'

/** Every type that is served: what is shown, found, written and stated follows from its module. */
export const resources: { readonly [Type in ResourceType]: Module<Type> } = {
  Patient: patient,
  Practitioner: practitioner,
  PractitionerRole: practitionerRole,
  Organization: organization,
  HealthcareService: healthcareService,
  ServiceRequest: serviceRequest,
  Task: task,
  CareTeam: careTeam,
  CarePlan: carePlan,
  Goal: goal,
  Encounter: encounter,
  Consent: consent,
  Questionnaire: questionnaire,
  QuestionnaireResponse: questionnaireResponse,
  Observation: observation,
}

const modules: readonly Module<ResourceType>[] = Object.values(resources)

export const madeOfEvents = modules.filter(
  (module): module is AnyMade<ResourceType> => 'on' in module,
)
export const madeOfConfiguration = modules.filter(
  (module): module is Configured<ResourceType> => 'configured' in module,
)

/** Whether its resources all follow from configuration. */
export const isConfigured = (type: ResourceType): boolean => 'configured' in resources[type]

/** What the resources are made of. */
export const topics: readonly string[] = [...new Set(madeOfEvents.map(({ topic }) => topic))]

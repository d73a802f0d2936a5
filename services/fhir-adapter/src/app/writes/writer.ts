import type { ResourceType } from '../../domain/resource.ts'
import { createConsent } from './consent.ts'
import { createPatient } from './patient.ts'
import { updatePatient } from './patient-update.ts'
import { createQuestionnaireResponse } from './questionnaire-response.ts'
import { createServiceRequest, updateServiceRequest } from './service-request.ts'
import { updateTask } from './task.ts'
import type { Create, Update, WriteNeeds } from './write.ts'

export type Writer = {
  readonly create: Partial<Record<ResourceType, Create>>
  readonly update: Partial<Record<ResourceType, Update>>
  /** Types that take `If-None-Exist: identifier=system|value`. */
  readonly conditionalCreate: readonly ResourceType[]
}

/** What may be written, and how it becomes a command. Each resolves when a read will see it. */
export function fhirWriter(needs: WriteNeeds): Writer {
  return {
    conditionalCreate: ['Patient', 'Consent', 'ServiceRequest'],
    create: {
      Patient: (body, interaction) => createPatient(body, interaction, needs),
      Consent: (body, interaction) => createConsent(body, interaction, needs),
      ServiceRequest: (body, interaction) => createServiceRequest(body, interaction, needs),
      QuestionnaireResponse: (body, interaction) =>
        createQuestionnaireResponse(body, interaction, needs),
    },
    update: {
      Patient: (body, row, interaction) => updatePatient(body, row, interaction, needs),
      ServiceRequest: (body, row, interaction) =>
        updateServiceRequest(body, row, interaction, needs),
      Task: (body, row, interaction) => updateTask(body, row, interaction, needs),
    },
  }
}

import { measureTopic, type PublishedMeasureEvent } from '@careloom/proto/outcomes'
import { toQuestionnaireResponse, type AnsweredFacts } from '../../domain/maps/outcome-measures.ts'
import type { ResourceOf } from '../../domain/resource.ts'
import { canonical, date, indexed, status, subject } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { createQuestionnaireResponse } from './questionnaire-response-create.ts'
import { aboutRecord } from './record.ts'

type Response = ResourceOf<'QuestionnaireResponse'>

export const questionnaireResponse = made<
  'QuestionnaireResponse',
  PublishedMeasureEvent,
  AnsweredFacts
>({
  type: 'QuestionnaireResponse',
  class: 'outcome-measures',
  topic: measureTopic,
  on: { MeasureAnswered: { of: ({ measureId }) => measureId, first: (data) => data } },
  about: aboutRecord,
  toFhir: toQuestionnaireResponse,
  search: [
    ...subject,
    status,
    canonical('questionnaire', (r: Response) => r.questionnaire),
    indexed(date('authored', (r: Response) => r.authored)),
  ],
  create: createQuestionnaireResponse,
})

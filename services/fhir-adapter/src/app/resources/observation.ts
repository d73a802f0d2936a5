import { measureTopic, type PublishedMeasureEvent } from '@careloom/proto/outcomes'
import { toObservation, type AnsweredFacts } from '../../domain/maps/outcome-measures.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { category, code, date, indexed, status, subject } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutRecord } from './record.ts'

export const observation = made<'Observation', PublishedMeasureEvent, AnsweredFacts>({
  type: 'Observation',
  class: 'outcome-measures',
  profile: usCore('observation-screening-assessment'),
  topic: measureTopic,
  on: { MeasureAnswered: { of: ({ measureId }) => measureId, first: (data) => data } },
  about: aboutRecord,
  toFhir: toObservation,
  search: [
    ...subject,
    status,
    code,
    category,
    indexed(date('date', (r: ResourceOf<'Observation'>) => r.effectiveDateTime)),
  ],
})

import { toQuestionnaire } from '../../domain/maps/outcome-measures.ts'
import type { ResourceOf } from '../../domain/resource.ts'
import { code, status, string, uri } from '../../domain/search/parameter.ts'
import type { Configured } from './module.ts'

type Questionnaire = ResourceOf<'Questionnaire'>

export const questionnaire: Configured<'Questionnaire'> = {
  type: 'Questionnaire',
  class: 'directory',
  configured: ({ instruments }) => instruments.map(toQuestionnaire),
  search: [
    uri('url', (r: Questionnaire) => r.url),
    status,
    code,
    string('name', (r: Questionnaire) => [r.name]),
    string('title', (r: Questionnaire) => [r.title]),
  ],
}

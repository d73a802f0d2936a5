import { measureTopic } from '@careloom/proto/outcomes'
import { fromQuestionnaireResponse } from '../../domain/maps/questionnaire-response.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { mayWrite, seen, type Body, type Created, type WriteNeeds } from './write.ts'

export async function createQuestionnaireResponse(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const { personId, measureId, answers } = fromQuestionnaireResponse(body, needs.base)
  await mayWrite('create', 'outcome-measures', personId, interaction, needs)
  // Missing and somebody else's are the same: whose measure it is, is not told.
  if ((await needs.services.personOfMeasure(measureId, interaction.metadata)) !== personId)
    throw new FhirProblem(422, [
      error(
        'business-rule',
        'QuestionnaireResponse.identifier must name a measure that is due for the subject.',
        'QuestionnaireResponse.identifier',
      ),
    ])
  const recorded = await needs.services.answerMeasure(measureId, answers, interaction.metadata)
  await seen(recorded, measureTopic, needs)
  return { id: measureId, isNew: true }
}

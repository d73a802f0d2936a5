import { Reader } from '../reader.ts'

export type Response = {
  personId: string
  measureId: string
  answers: { linkId: string; value?: number | undefined }[]
}

/** The system under which a measure that is due is identified, so that answers find it. */
const measureSystem = 'https://careloom.example/measure'

/** Answers to a measure that is due. An item without an answer was skipped. @throws FhirProblem naming every fault */
export function fromQuestionnaireResponse(body: unknown): Response {
  const response = new Reader(body, 'QuestionnaireResponse')
  response.code('status', ['completed', 'amended'] as const)
  if (!response.has('subject')) response.fault('required', 'is required', 'subject')
  const identifier = response.object('identifier')
  if (identifier?.string('system') !== measureSystem)
    response.fault(
      'required',
      `must name the measure that is answered, under ${measureSystem}`,
      'identifier',
    )
  const answers = response.list('item', 60).map((item) => {
    const answer = item.list('answer')[0]
    const code = answer?.object('valueCoding')?.string('code', 10)
    const value =
      answer?.has('valueInteger') === true
        ? answer.integer('valueInteger')
        : code === undefined
          ? undefined
          : Number(code)
    if (value !== undefined && !Number.isSafeInteger(value))
      item.fault('value', 'must be a whole number as code', 'answer')
    return { linkId: item.required('linkId', 40), value }
  })
  const result = {
    personId: response.referenceTo('subject', 'Patient') ?? '',
    measureId: identifier?.string('value', 64) ?? '',
    answers,
  }
  response.done()
  return result
}

import { Reader } from '../reader.ts'
import { everythingBelow } from '../unread.ts'
import { isAnswerSystem, questionnaires } from './outcome-measures.ts'

export type Response = {
  personId: string
  measureId: string
  answers: { linkId: string; value?: number | undefined }[]
}

/** The system under which a measure that is due is identified, so that answers find it. */
const measureSystem = 'https://careloom.example/measure'

/**
 * Answers to a measure that is due. An item without an answer was skipped, and no other one: an answer in a form that is
 * not read is refused. @throws FhirProblem naming every fault
 */
export function fromQuestionnaireResponse(body: unknown, base?: string): Response {
  const unread = everythingBelow('QuestionnaireResponse.item')
  const response = new Reader(body, 'QuestionnaireResponse', { base, unread })
  if (!response.has('status')) response.fault('required', 'is required', 'status')
  response.code('status', ['completed', 'amended'] as const)
  if (!response.has('subject')) response.fault('required', 'is required', 'subject')
  const personId = response.referenceTo('subject', 'Patient') ?? ''
  needOwnAnswers(response, personId)
  const result = { personId, measureId: measureOf(response), answers: answersOf(response) }
  response.done()
  return result
}

function measureOf(response: Reader): string {
  const identifier = response.object('identifier')
  if (identifier?.string('system') !== measureSystem)
    response.fault(
      'required',
      `must name the measure that is answered, under ${measureSystem}`,
      'identifier',
    )
  return identifier?.string('value', 64) ?? ''
}

/** Answers are kept as the person's own, to a questionnaire of ours. */
function needOwnAnswers(response: Reader, personId: string): void {
  const source = response.object('source')
  if (source !== undefined && source.reference('Patient') !== personId)
    source.fault('not-supported', 'must be the subject: answers are kept as their own')
  const questionnaire = response.string('questionnaire')
  if (questionnaire !== undefined && !questionnaire.startsWith(questionnaires))
    response.fault('not-supported', `must be one of ${questionnaires}`, 'questionnaire')
}

function answersOf(response: Reader): Response['answers'] {
  const items = response.list('item', 60).map((item) => ({
    item,
    linkId: item.required('linkId', 40),
    value: valueOf(item),
  }))
  const once = new Set<string>()
  for (const { item, linkId } of items)
    if (once.size === once.add(linkId).size)
      item.fault('not-supported', 'stands twice: an item is answered once', 'linkId')
  return items.map(({ linkId, value }) => ({ linkId, value }))
}

/** A whole number, or one of our own codes, which are whole numbers. */
function valueOf(item: Reader): number | undefined {
  const [answer, second] = item.list('answer')
  second?.fault('not-supported', 'is one too many: an item has one answer')
  if (answer === undefined) return undefined
  const whole = answer.integer('valueInteger')
  const coding = answer.object('valueCoding')
  if (coding === undefined) {
    if (!answer.has('valueInteger'))
      answer.fault('not-supported', 'must hold valueInteger or valueCoding')
    return whole
  }
  if (whole !== undefined) answer.fault('not-supported', 'must hold one value', 'valueCoding')
  const { system, code } = coding.coding()
  if (!isAnswerSystem(system ?? ''))
    coding.fault('not-supported', 'must be the system of our own answers', 'system')
  if (!/^\d{1,9}$/.test(code ?? '')) coding.fault('value', 'must be a whole number', 'code')
  return Number(code)
}

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../outcome.ts'
import { fromQuestionnaireResponse } from './questionnaire-response.ts'

const answers = 'https://careloom.example/fhir/CodeSystem/phq-9-answer'
const response = {
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  identifier: { system: 'https://careloom.example/measure', value: 'm1' },
  subject: { reference: 'Patient/p1' },
}
const answered = (...answer: readonly unknown[]) => ({
  ...response,
  item: [{ linkId: '1', answer }],
})

function faultsOf(body: object): string[] {
  try {
    fromQuestionnaireResponse(body)
  } catch (error) {
    if (error instanceof FhirProblem)
      return error.issues.map(({ expression }) => expression?.[0] ?? '')
  }
  return []
}

const first = 'QuestionnaireResponse.item[0]'
const item = { linkId: '1', answer: [{ valueInteger: 3 }] }

/** What is not read, and the paths that are named. */
const notRead: readonly (readonly [what: string, body: object, ...paths: readonly string[]])[] = [
  ...['valueDecimal', 'valueString', 'valueBoolean', 'valueQuantity'].map(
    (name) =>
      [
        `an answer as ${name}`,
        answered({ [name]: 3 }),
        `${first}.answer[0]`,
        `${first}.answer[0].${name}`,
      ] as const,
  ),
  ['an answer that says nothing', answered({}), `${first}.answer[0]`],
  [
    'a second value',
    answered({ valueInteger: 1, valueString: '1' }),
    `${first}.answer[0].valueString`,
  ],
  [
    'two answers to one item',
    answered({ valueInteger: 1 }, { valueInteger: 2 }),
    `${first}.answer[1]`,
    `${first}.answer[1].valueInteger`,
  ],
  ['items below an answer', answered({ valueInteger: 1, item: [item] }), `${first}.answer[0].item`],
  ['a group', { ...response, item: [{ linkId: 'g', item: [item] }] }, `${first}.item`],
  [
    'an item that stands twice',
    { ...response, item: [item, { linkId: '1' }] },
    'QuestionnaireResponse.item[1].linkId',
  ],
  [
    'a code of another system',
    answered({ valueCoding: { system: 'http://loinc.org', code: '2' } }),
    `${first}.answer[0].valueCoding.system`,
  ],
  [
    'a code of no system',
    answered({ valueCoding: { code: '2' } }),
    `${first}.answer[0].valueCoding.system`,
  ],
  [
    'a code that is no number',
    answered({ valueCoding: { system: answers, code: 'often' } }),
    `${first}.answer[0].valueCoding.code`,
  ],
  ['half a number', answered({ valueInteger: 1.5 }), `${first}.answer[0].valueInteger`],
  [
    'a modifier of an answer',
    answered({ valueInteger: 1, modifierExtension: [] }),
    `${first}.answer[0].modifierExtension`,
  ],
  [
    'a modifier of the whole',
    { ...response, modifierExtension: [] },
    'QuestionnaireResponse.modifierExtension',
  ],
  [
    'answers of somebody else',
    { ...response, source: { reference: 'Patient/p2' } },
    'QuestionnaireResponse.source',
  ],
  [
    'another questionnaire',
    { ...response, questionnaire: 'https://other.example/Questionnaire/phq-9' },
    'QuestionnaireResponse.questionnaire',
  ],
  [
    'a subject of another server',
    { ...response, subject: { reference: 'https://other.example/fhir/Patient/p1' } },
    'QuestionnaireResponse.subject.reference',
  ],
  ['what is not finished', { ...response, status: 'in-progress' }, 'QuestionnaireResponse.status'],
  ['no status', { ...response, status: undefined }, 'QuestionnaireResponse.status'],
]

describe('a QuestionnaireResponse', () => {
  it('answers with whole numbers and our own codes, and skips what has no answer', () => {
    const item = [
      { linkId: '1', text: 'Little interest', answer: [{ valueInteger: 2 }] },
      { linkId: '2', answer: [{ valueCoding: { system: answers, code: '3', display: 'x' } }] },
      { linkId: '3' },
    ]
    assert.deepEqual(fromQuestionnaireResponse({ ...response, item }), {
      personId: 'p1',
      measureId: 'm1',
      answers: [
        { linkId: '1', value: 2 },
        { linkId: '2', value: 3 },
        { linkId: '3', value: undefined },
      ],
    })
  })
  for (const [what, body, ...paths] of notRead)
    it(`is refused with ${what}, by path`, () => assert.deepEqual(faultsOf(body), paths))
})

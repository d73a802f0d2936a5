import { codeSystems } from '@careloom/terminology'
import {
  compact,
  reference,
  type CodeableConcept,
  type QuestionnaireItem,
  type ResourceOf,
} from '../resource.ts'

export type Instrument = {
  instrument: string
  name: string
  leadEn?: string | undefined
  items: readonly {
    linkId: string
    textEn: string
    code?: string | undefined
    options: readonly { value: number; textEn: string }[]
  }[]
  licence?: string | undefined
  panelCode?: string | undefined
  totalCode?: string | undefined
}

export const questionnaires = 'https://careloom.example/fhir/Questionnaire/'
const questionnaireUrl = (instrument: string): string => questionnaires + instrument
const ordinal = 'http://hl7.org/fhir/StructureDefinition/ordinalValue'
const answerSystem = (instrument: string): string =>
  `https://careloom.example/fhir/CodeSystem/${instrument}-answer`
/** Whether a code of this system is an answer to one of our questionnaires. */
export const isAnswerSystem = (system: string): boolean =>
  /^https:\/\/careloom\.example\/fhir\/CodeSystem\/[a-z0-9-]+-answer$/.test(system)
const loinc = (code: string | undefined) =>
  code === undefined ? [] : [{ system: codeSystems.loinc, code }]

/** Every item may be skipped: none is required. */
export function toQuestionnaire(instrument: Instrument): ResourceOf<'Questionnaire'> {
  return compact<ResourceOf<'Questionnaire'>>({
    resourceType: 'Questionnaire',
    id: instrument.instrument,
    url: questionnaireUrl(instrument.instrument),
    // FHIR R4 que-0: a name that a program could have, beginning with a capital.
    name: instrument.instrument.replaceAll('-', '').toUpperCase(),
    title: instrument.name,
    status: 'active',
    subjectType: ['Patient'],
    description: instrument.leadEn,
    copyright: instrument.licence,
    code: loinc(instrument.panelCode),
    item: instrument.items.map((item) =>
      compact<QuestionnaireItem>({
        linkId: item.linkId,
        code: loinc(item.code),
        text: item.textEn,
        type: 'choice',
        required: false,
        answerOption: item.options.map(({ value, textEn }) => ({
          extension: [{ url: ordinal, valueDecimal: value }],
          valueCoding: {
            system: answerSystem(instrument.instrument),
            code: String(value),
            display: textEn,
          },
        })),
      }),
    ),
  })
}

export type AnsweredFacts = {
  measureId: string
  personId: string
  organizationId: string
  part2: boolean
  instrument: string
  answers: readonly { linkId: string; value?: number | undefined }[]
  score?: number | undefined
  answeredAt: string
}

export function toQuestionnaireResponse(facts: AnsweredFacts): ResourceOf<'QuestionnaireResponse'> {
  return compact<ResourceOf<'QuestionnaireResponse'>>({
    resourceType: 'QuestionnaireResponse',
    id: facts.measureId,
    questionnaire: questionnaireUrl(facts.instrument),
    status: 'completed',
    subject: reference('Patient', facts.personId),
    authored: facts.answeredAt,
    source: reference('Patient', facts.personId),
    item: facts.answers.map(({ linkId, value }) =>
      compact({
        linkId,
        answer:
          value === undefined
            ? []
            : [{ valueCoding: { system: answerSystem(facts.instrument), code: String(value) } }],
      }),
    ),
  })
}

const totals: Readonly<Record<string, string>> = { 'phq-9': '44261-6', 'gad-7': '70274-6' }

/** US Core screening assessment: the score, derived from the answers. Nothing when too much was skipped to score. */
export function toObservation(facts: AnsweredFacts): ResourceOf<'Observation'> | undefined {
  if (facts.score === undefined) return undefined
  return compact<ResourceOf<'Observation'>>({
    resourceType: 'Observation',
    id: facts.measureId,
    meta: {
      profile: [
        'http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-screening-assessment',
      ],
    },
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'survey' },
        ],
      },
    ],
    code: compact<CodeableConcept>({
      coding: loinc(totals[facts.instrument]),
      text: `${facts.instrument.toUpperCase()} total score`,
    }),
    subject: reference('Patient', facts.personId),
    effectiveDateTime: facts.answeredAt,
    performer: [reference('Patient', facts.personId)],
    valueQuantity: {
      value: facts.score,
      unit: '{score}',
      system: 'http://unitsofmeasure.org',
      code: '{score}',
    },
    derivedFrom: [reference('QuestionnaireResponse', facts.measureId)],
  })
}

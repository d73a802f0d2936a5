import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

function loinc<Code extends string>(code: Code, display: string): Coding<Code> {
  return { system: codeSystems.loinc, code, display }
}

/** PHQ-9 (LOINC panel 44249-1), items in the order of the questionnaire. */
export const phq9Codes = {
  panel: loinc('44249-1', 'PHQ-9 quick depression assessment panel [Reported.PHQ]'),
  total: loinc('44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]'),
  items: [
    loinc('44250-9', 'Little interest or pleasure in doing things in last 2 weeks'),
    loinc('44255-8', 'Feeling down, depressed, or hopeless in last 2 weeks'),
    loinc('44259-0', 'Trouble falling or staying asleep, or sleeping too much in last 2 weeks'),
    loinc('44254-1', 'Feeling tired or having little energy in last 2 weeks'),
    loinc('44251-7', 'Poor appetite or overeating in last 2 weeks'),
    loinc(
      '44258-2',
      'Feeling bad about yourself - or that you are a failure or have let yourself or your family down in last 2 weeks',
    ),
    loinc(
      '44252-5',
      'Trouble concentrating on things, such as reading the newspaper or watching television in last 2 weeks',
    ),
    loinc(
      '44253-3',
      'Moving or speaking so slowly that other people could have noticed. Or the opposite - being so fidgety or restless that you have been moving around a lot more than usual in last 2 weeks',
    ),
    loinc(
      '44260-8',
      'Thoughts that you would be better off dead, or of hurting yourself in some way in last 2 weeks',
    ),
  ],
} as const

/** GAD-7 (LOINC panel 69737-5), items in the order of the questionnaire. */
export const gad7Codes = {
  panel: loinc('69737-5', 'Generalized anxiety disorder 7 item (GAD-7)'),
  total: loinc('70274-6', 'Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]'),
  items: [
    loinc('69725-0', 'Feeling nervous, anxious or on edge'),
    loinc('68509-9', 'Not being able to stop or control worrying'),
    loinc('69733-4', 'Worrying too much about different things'),
    loinc('69734-2', 'Trouble relaxing'),
    loinc('69735-9', 'Being so restless that it is hard to sit still'),
    loinc('69689-8', 'Becoming easily annoyed or irritable'),
    loinc('69736-7', 'Feeling afraid as if something awful might happen'),
  ],
} as const

/** The four answers of PHQ-9 and GAD-7, worth 0 to 3 in this order. */
export const frequencyAnswers = [
  loinc('LA6568-5', 'Not at all'),
  loinc('LA6569-3', 'Several days'),
  loinc('LA6570-1', 'More than half the days'),
  loinc('LA6571-9', 'Nearly every day'),
] as const

/** Goal Attainment Scaling (HL7 Person-Centered Outcomes). No code exists for a peer who rates. */
export const goalAttainmentCodes = {
  score: loinc('107332-9', 'Goal attainment scaling'),
  practitioner: loinc('107333-7', 'Practitioner follow-up goal attainment scaling score'),
  person: loinc('107334-5', 'Patient follow-up goal attainment scaling score'),
  caregiver: loinc('107331-1', 'Caregiver follow-up goal attainment scaling score'),
} as const

/** Kinds of notes that are written to and read from charts (US Behavioral Health Profiles). */
export const noteTypes = {
  mentalHealthProgress: loinc('34904-3', 'Mental health Progress note'),
  mentalHealthConsult: loinc('34785-6', 'Mental health Consult note'),
  mentalHealthDischargeSummary: loinc('78263-1', 'Mental health Discharge summary'),
} as const

/** CareTeam.category for a team that stays with a person over time (FHIR R4 care-team-category). */
export const longitudinalCareTeam = loinc(
  'LA28865-6',
  'Longitudinal care-coordination focused care team',
)

import type { ReasonWords } from '../../../words/reason-words.ts'

/** Rules are never told to whoever chooses, but that one stands in the way. */
const notNow = 'Cannot be proposed right now.'
const ahoraNo = 'No se puede proponer en este momento.'

export const en = {
  'shared-facets_one': 'You both know: {{facets}}.',
  'shared-facets_other': 'You both know: {{facets}}.',
  preferences_one: 'Knows about {{facets}}, which you asked for.',
  preferences_other: 'Knows about {{facets}}, which you asked for.',
  continuity: 'You have worked together before.',
  schedule: 'Free {{days}}, as you asked.',
  language: 'Speaks {{languages}}.',
  skills: 'Knows about {{skills}}, which you asked for.',
  interpreter: 'You would talk with the programme’s interpreter.',
  load: notNow,
  'can-take-more_one': notNow,
  'can-take-more_other': notNow,
  'credential-not-good-for-programme': notNow,
  'crisis-module-not-current': notNow,
  'caseload-full': notNow,
  'not-available': notNow,
  'no-shared-language': notNow,
  'out-of-reach': notNow,
  conflict: notNow,
  'age-rule': notNow,
  'supervision-overdue': notNow,
  'set-aside': notNow,
  'not-a-fit-now': notNow,
} satisfies ReasonWords

export const es: ReasonWords = {
  'shared-facets_one': 'Ambas personas conocen: {{facets}}.',
  'shared-facets_other': 'Ambas personas conocen: {{facets}}.',
  preferences_one: 'Sabe de {{facets}}, como pediste.',
  preferences_other: 'Sabe de {{facets}}, como pediste.',
  continuity: 'Ya han trabajado juntos.',
  schedule: 'Libre {{days}}, como pediste.',
  language: 'Habla {{languages}}.',
  skills: 'Sabe de {{skills}}, como pediste.',
  interpreter: 'Hablarían con la ayuda de intérprete del programa.',
  load: ahoraNo,
  'can-take-more_one': ahoraNo,
  'can-take-more_other': ahoraNo,
  'credential-not-good-for-programme': ahoraNo,
  'crisis-module-not-current': ahoraNo,
  'caseload-full': ahoraNo,
  'not-available': ahoraNo,
  'no-shared-language': ahoraNo,
  'out-of-reach': ahoraNo,
  conflict: ahoraNo,
  'age-rule': ahoraNo,
  'supervision-overdue': ahoraNo,
  'set-aside': ahoraNo,
  'not-a-fit-now': ahoraNo,
}

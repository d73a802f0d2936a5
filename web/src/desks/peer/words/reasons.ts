import type { ReasonWords } from '../../../words/reason-words.ts'

/** Of rules a peer hears only those about themselves. */
const notNow = 'Not a fit for this referral.'
const ahoraNo = 'No encaja con esta derivación.'

export const en = {
  'shared-facets_one': 'You share one experience that you both opened.',
  'shared-facets_other': 'You share {{count}} experiences that you both opened.',
  preferences_one: 'You are what they asked for in one way.',
  preferences_other: 'You are what they asked for in {{count}} ways.',
  continuity: 'You have worked together before.',
  schedule: 'You are both free {{days}}.',
  language: 'You speak {{languages}}.',
  skills: 'You know about {{skills}}, which they asked for.',
  load: 'You have {{active}} of {{limit}} places taken.',
  interpreter: 'You have no language in common: the programme’s interpreter is needed.',
  'can-take-more_one': 'You said that you can take one more.',
  'can-take-more_other': 'You said that you can take {{count}} more.',
  'credential-not-good-for-programme':
    'You have no credential that is good for this programme today.',
  'crisis-module-not-current': 'Your crisis training needs a refresher.',
  'caseload-full': 'You have no free place.',
  'not-available': 'You take nobody new right now.',
  'no-shared-language': notNow,
  'out-of-reach': notNow,
  conflict: notNow,
  'age-rule': notNow,
  'supervision-overdue': 'Your supervision is overdue.',
  'set-aside': notNow,
  'not-a-fit-now': notNow,
} satisfies ReasonWords

export const es: ReasonWords = {
  'shared-facets_one': 'Comparten una experiencia que ambas personas abrieron.',
  'shared-facets_other': 'Comparten {{count}} experiencias que ambas personas abrieron.',
  preferences_one: 'Eres como lo pidieron en un aspecto.',
  preferences_other: 'Eres como lo pidieron en {{count}} aspectos.',
  continuity: 'Ya han trabajado juntos.',
  schedule: 'Ambas personas están libres {{days}}.',
  language: 'Hablas {{languages}}.',
  skills: 'Sabes de {{skills}}, como pidió la persona.',
  load: 'Tienes {{active}} de {{limit}} lugares ocupados.',
  interpreter: 'No tienen un idioma en común: hace falta intérprete del programa.',
  'can-take-more_one': 'Dijiste que puedes acompañar a una persona más.',
  'can-take-more_other': 'Dijiste que puedes acompañar a {{count}} personas más.',
  'credential-not-good-for-programme': 'Hoy no tienes una credencial válida para este programa.',
  'crisis-module-not-current': 'Necesitas renovar tu formación sobre crisis.',
  'caseload-full': 'No tienes lugares libres.',
  'not-available': 'Ahora no acompañas a nadie nuevo.',
  'no-shared-language': ahoraNo,
  'out-of-reach': ahoraNo,
  conflict: ahoraNo,
  'age-rule': ahoraNo,
  'supervision-overdue': 'Tu supervisión está atrasada.',
  'set-aside': ahoraNo,
  'not-a-fit-now': ahoraNo,
}

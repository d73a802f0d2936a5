import assert from 'node:assert/strict'
import { test } from '@jest/globals'
import { createInstance } from 'i18next'
import { reason, type Reason } from '@careloom/web-api'
import * as coordinator from '../src/desks/coordinator/words/reasons.ts'
import * as peer from '../src/desks/peer/words/reasons.ts'
import * as person from '../src/desks/person/words/reasons.ts'
import { valuesInWords } from '../src/pieces/reason-values.ts'

const desks = { coordinator, person, peer }
const words = createInstance()
await words.init({
  lng: 'en',
  ns: Object.keys(desks),
  resources: {
    en: {
      coordinator: { why: coordinator.en },
      person: { why: person.en },
      peer: { why: peer.en },
    },
    es: {
      coordinator: { why: coordinator.es },
      person: { why: person.es },
      peer: { why: peer.es },
    },
  },
  interpolation: { escapeValue: false },
})
const says = (ns: keyof typeof desks, about: Reason, lng: 'en' | 'es' = 'en') =>
  String(words.t(`why.${about.code}`, { ...valuesInWords(about, lng), ns, lng }))

const values = {
  'shared-facets': { facets: 'panic', count: '1' },
  preferences: { facets: 'veteran parenting', count: '2' },
  schedule: { days: '1' },
  language: { languages: 'es' },
  skills: { skills: 'housing' },
  load: { active: '1', limit: '4' },
  'caseload-full': { active: '4', limit: '4' },
  'can-take-more': { count: '2' },
} as const
const example = (code: Reason['code']): Reason => ({
  code,
  values: Object.entries(values).find(([each]) => each === code)?.[1] ?? {},
})

test('every desk says every reason in both languages, with all its values', () => {
  for (const code of reason.shape.code.options)
    for (const desk of ['coordinator', 'person', 'peer'] as const)
      for (const language of ['en', 'es'] as const) {
        const said = says(desk, example(code), language)
        assert.match(said, /^[^{]+[.”]$/u, `${desk} ${language} ${code}: ${said}`)
      }
})

test('a reason is said for its reader', () => {
  assert.equal(says('coordinator', example('language')), 'Speaks Spanish.')
  assert.equal(says('person', example('language')), 'Speaks Spanish.')
  assert.equal(says('coordinator', example('not-available')), 'Takes nobody new right now.')
  assert.equal(says('person', example('not-available')), 'Cannot be proposed right now.')
  assert.equal(
    says('peer', example('preferences')),
    'You are what they asked for in 2 ways.',
    'which, the peer learns later',
  )
  assert.equal(
    says('person', example('preferences'), 'es'),
    'Sabe de servicio militar y ser madre o padre, como pediste.',
  )
})

test('days are said as people say them', () => {
  const free = (days: string) => says('coordinator', { code: 'schedule', values: { days } })
  assert.equal(free('1 3'), 'Free Tuesdays and Thursdays, as they asked.')
  assert.equal(free('0 1 2 3 4'), 'Free on weekdays, as they asked.')
  assert.equal(free('0 1 2 3 4 5 6'), 'Free every day, as they asked.')
})

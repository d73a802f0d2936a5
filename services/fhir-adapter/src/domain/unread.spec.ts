import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { everything, everythingBelow, modifiers } from './unread.ts'

describe('what is refused when nobody reads it', () => {
  it('is what R4 marks as a modifier wherever it stands, and what a type names', () => {
    const unread = modifiers('Patient.link')
    assert.deepEqual(
      [
        unread('Patient.contact', 'modifierExtension'),
        unread('Patient', 'implicitRules'),
        unread('Patient', 'link'),
        unread('Patient.contact', 'link'),
        unread('Patient', 'photo'),
      ],
      [true, true, true, false, false],
    )
  })
  it('is, of a type whose every limit is obeyed, all that says something of its own', () => {
    const said = ['dataPeriod', 'modifierExtension', 'whatever']
    assert.deepEqual(
      said.map((name) => everything('Consent', name)),
      [true, true, true],
    )
    const neutral = ['id', 'meta', 'text', 'display', 'extension', '_status']
    assert.ok(!neutral.some((name) => everything('Consent', name)))
  })
  it('is, of one part of a type, all that says something there, and modifiers elsewhere', () => {
    const unread = everythingBelow('QuestionnaireResponse.item')
    assert.deepEqual(
      [
        unread('QuestionnaireResponse.item.answer', 'valueString'),
        unread('QuestionnaireResponse.item', 'item'),
        unread('QuestionnaireResponse.items', 'item'),
        unread('QuestionnaireResponse', 'author'),
        unread('QuestionnaireResponse', 'modifierExtension'),
      ],
      [true, true, false, false, true],
    )
  })
})

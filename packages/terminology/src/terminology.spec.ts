import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import {
  competencies,
  facets,
  gad7Codes,
  goalAttainmentCodes,
  noteTypes,
  peerServices,
  peerSpecialist,
  phq9Codes,
  purposesOfUse,
  referralToPeerSupport,
} from './index.ts'
import type { Coding, Words } from './index.ts'

/** LOINC's check digit (mod 10 after Luhn), over the digits before the hyphen. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (sum % 10)) % 10
}

const loincs: readonly Coding[] = [
  phq9Codes.panel,
  phq9Codes.total,
  ...phq9Codes.items,
  gad7Codes.panel,
  gad7Codes.total,
  ...gad7Codes.items,
  ...Object.values(goalAttainmentCodes),
  ...Object.values(noteTypes),
]

describe('codes', () => {
  for (const { code } of loincs) {
    it(`LOINC ${code} has its check digit`, () => {
      const [digits = '', check] = code.split('-')
      assert.equal(String(checkDigit(digits)), check)
    })
  }
  it('name the peer worker, the referral and its billing unit', () =>
    assert.deepEqual(
      [peerSpecialist.code, referralToPeerSupport.code, peerServices.code],
      ['175T00000X', '461481000124109', 'H0038'],
    ))
  it('list nine and seven items, and twelve competencies', () =>
    assert.deepEqual(
      [phq9Codes.items.length, gad7Codes.items.length, competencies.length],
      [9, 7, 12],
    ))
  it('use the key of a purpose as its code', () =>
    assert.deepEqual(
      Object.values(purposesOfUse).map(({ code }) => code),
      Object.keys(purposesOfUse),
    ))
  it('have words in both languages for every facet', () => {
    for (const words of Object.values<Words>(facets)) assert.ok(words.en !== '' && words.es !== '')
  })
})

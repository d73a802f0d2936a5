import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { instruments } from './instruments/catalogue.ts'
import { bandOf, changeBetween, likelyRange, scoreOf, unknownAnswer } from './scoring.ts'

const phq9 = instruments['phq-9']
const all = Object.values(instruments)
const answered = (instrument: (typeof all)[number], value: number | undefined) =>
  instrument.items.map(({ linkId }) => ({ linkId, value }))

describe('instruments', () => {
  for (const instrument of all) {
    it(`${instrument.name} reaches its lowest and highest total`, () => {
      const values = instrument.options.map(({ value }) => value)
      assert.equal(
        scoreOf(instrument, answered(instrument, Math.min(...values))).total,
        instrument.lowestTotal,
      )
      assert.equal(
        scoreOf(instrument, answered(instrument, Math.max(...values))).total,
        instrument.highestTotal,
      )
    })
    it(`${instrument.name} has words for every total, and a licence`, () => {
      for (let total = instrument.lowestTotal; total <= instrument.highestTotal; total++)
        assert.ok(bandOf(instrument, total) !== undefined)
      assert.equal(bandOf(instrument, instrument.highestTotal + 1), undefined)
      assert.ok(instrument.licence !== '')
    })
  }
  it('have nine, seven and ten items, with distinct link ids', () => {
    assert.deepEqual(
      all.map(({ items }) => items.length),
      [9, 7, 10],
    )
    const linkIds = all.flatMap(({ items }) => items.map(({ linkId }) => linkId))
    assert.equal(new Set(linkIds).size, linkIds.length)
  })
  it('are in Spanish where a translation may be shown, and only there', () => {
    const isTranslated = (instrument: (typeof all)[number]) =>
      [...instrument.items, ...instrument.options].every(({ text }) => text.es !== undefined)
    assert.deepEqual(all.map(isTranslated), [true, true, false])
  })
})

describe('scoreOf', () => {
  it('adds up what was answered', () =>
    assert.deepEqual(scoreOf(phq9, answered(phq9, 2)), {
      total: 18,
      skipped: 0,
      showSafety: true,
    }))
  it('gives no total when an item was skipped, and says how many were', () =>
    assert.deepEqual(scoreOf(phq9, answered(phq9, 1).slice(0, 7)), {
      total: undefined,
      skipped: 2,
      showSafety: false,
    }))
  it('shows the crisis lines for the ninth item alone, whatever else was skipped', () =>
    assert.deepEqual(scoreOf(phq9, [{ linkId: '/44260-8', value: 1 }]), {
      total: undefined,
      skipped: 8,
      showSafety: true,
    }))
  it('stays on the scale for any answers', () => {
    const anything = fc.constantFrom(...all).chain((instrument) =>
      fc
        .array(
          fc.option(fc.constantFrom(...instrument.options.map(({ value }) => value)), {
            nil: undefined,
          }),
          { minLength: instrument.items.length, maxLength: instrument.items.length },
        )
        .map((values) => ({ instrument, values })),
    )
    fc.assert(
      fc.property(anything, ({ instrument, values }) => {
        const answers = instrument.items.map(({ linkId }, n) => ({
          linkId,
          value: values[n],
        }))
        const { total, skipped } = scoreOf(instrument, answers)
        assert.equal(total === undefined, skipped > 0)
        if (total !== undefined)
          assert.ok(total >= instrument.lowestTotal && total <= instrument.highestTotal)
        assert.equal(unknownAnswer(instrument, answers), undefined)
      }),
    )
  })
})

describe('unknownAnswer', () => {
  it('finds an item of another instrument, a value off the scale, and an item answered twice', () => {
    assert.equal(unknownAnswer(phq9, [{ linkId: 'barc-10/1', value: 1 }]), 'barc-10/1')
    assert.equal(unknownAnswer(phq9, [{ linkId: '/44250-9', value: 4 }]), '/44250-9')
    const once = { linkId: '/44250-9', value: 0 }
    assert.equal(unknownAnswer(phq9, [once, once]), '/44250-9')
  })
})

describe('changeBetween', () => {
  it('is reliable from six points of PHQ-9 and four of GAD-7', () => {
    assert.deepEqual(changeBetween(phq9, 16, 10), {
      difference: -6,
      direction: 'better',
      reliability: 'reliable',
    })
    assert.equal(changeBetween(phq9, 16, 11).reliability, 'not-reliable')
    assert.equal(changeBetween(instruments['gad-7'], 8, 12).direction, 'worse')
    assert.equal(changeBetween(instruments['gad-7'], 8, 12).reliability, 'reliable')
  })
  it('claims nothing for BARC-10, where more is better', () =>
    assert.deepEqual(changeBetween(instruments['barc-10'], 40, 55), {
      difference: 15,
      direction: 'better',
      reliability: 'unknown',
    }))
  it('knows where nothing changed', () => assert.equal(changeBetween(phq9, 5, 5).direction, 'same'))
})

describe('likelyRange', () => {
  it('is around the total, on the scale', () => {
    const range = likelyRange(phq9, 2)
    assert.equal(range?.low, 0)
    assert.ok(range !== undefined && Math.abs(range.high - 6.2426) < 0.001)
    assert.equal(likelyRange(instruments['barc-10'], 40), undefined)
  })
})

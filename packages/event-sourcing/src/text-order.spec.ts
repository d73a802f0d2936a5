import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { compareText } from './text-order.ts'

const unit = fc.constantFrom('a', 'b', 'é', '\u{1f600}', '\u{1f601}', '\uffe0', '\ud83d')
const text = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''))

describe('the order of text', () => {
  it('is that of its bytes in UTF-8', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b))
        if (bytes !== 0) assert.equal(Math.sign(compareText(a, b)), bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})

import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { keyIdOf, unwrap, wrap, wrapAnew, wrappedBy } from './wrapped-key.ts'

const kek = (byte: number) => createSecretKey(Buffer.alloc(32, byte))
const [one, other] = [kek(1), kek(2)]
const raw = randomBytes(32)
const wrapped = wrap([one], 'person-1', raw)
/** As it was stored before keys said by which one they are wrapped. */
const unnamed = wrapped.subarray(8)

describe('a wrapped key', () => {
  it('says by which key it was wrapped, and opens with it, current or not', () => {
    assert.equal(wrappedBy(wrapped), keyIdOf(one))
    for (const keks of [[one], [one, other], [other, one]] as const)
      assert.deepEqual(unwrap(keks, 'person-1', wrapped).export(), raw)
  })
  it('names the key that is missing', () => {
    assert.throws(
      () => unwrap([other], 'person-1', wrapped),
      new RegExp(`key-encryption key ${keyIdOf(one)} is not there`),
    )
  })
  it('opens for nobody else, and not when it was changed', () => {
    assert.throws(() => unwrap([one], 'person-2', wrapped))
    const changed = wrapped.map((byte, i) => (i === 30 ? byte ^ 1 : byte))
    assert.throws(() => unwrap([one], 'person-1', changed))
  })
  it('of before keys were named opens with whichever wrapped it', () => {
    assert.equal(wrappedBy(unnamed), undefined)
    for (const keks of [[one], [other, one]] as const)
      assert.deepEqual(unwrap(keks, 'person-1', unnamed).export(), raw)
    assert.throws(() => unwrap([other], 'person-1', unnamed))
  })
  it('is wrapped anew by the current key, once', () => {
    for (const before of [wrapped, unnamed]) {
      const anew = wrapAnew([other, one], 'person-1', before)
      assert.ok(anew)
      assert.deepEqual(unwrap([other], 'person-1', anew).export(), raw)
      assert.equal(wrapAnew([other, one], 'person-1', anew), undefined)
    }
  })
})

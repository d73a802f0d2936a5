import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { chainOf, checksumOf, frameOf, genesis, type Envelope } from './record.ts'
import { open, seal } from './seal.ts'

// Golden bytes: what was written once is read for ever. A change here means that every stored log must still open.
const envelope: Envelope = {
  stream: 'note-1',
  revision: 1,
  events:
    '0190a000-0000-7000-8000-000000000001 NoteWritten 1\n0190a000-0000-7000-8000-000000000002 NoteStruck 2',
  time: '2026-11-09T14:02:00.000Z',
  subject: 'person-1',
  causation: 'cause-1',
  meta: '{"actor":"actor-1"}',
}
const frame = frameOf(genesis, 2, envelope)
const key = createSecretKey(Buffer.alloc(32, 7))
const chainKey = createSecretKey(Buffer.alloc(32, 8))
const sealed = Buffer.from(
  '01bf24dd99dcc38c04f071f18d56b35f85a04b6ae7e6bfdffecf32855c9b7f9896a7f5d9eeb0de2a6287c1722d1278504ef5752d98c366b36a4bbac3561059bc9d8d',
  'hex',
)

describe('the stored format', () => {
  it('opens a payload that was sealed when the format was made', () => {
    assert.equal(open(key, sealed, frame), '[{"text":"grüße"},{"text":"gruß"}]')
  })
  it('has the checksum and the chain of that day', () => {
    assert.equal(checksumOf(frame, sealed), 3423099046)
    assert.equal(
      chainOf(chainKey, frame, sealed).toString('hex'),
      '712d90824845fe5d2769276432648d65ae258577f72bfc89d8a6c7f21a5f068c',
    )
  })
  it('seals the same text differently each time', () => {
    const [one, two] = [seal(key, 'text', frame), seal(key, 'text', frame)]
    assert.notDeepEqual(one, two)
    assert.equal(open(key, one, frame), open(key, two, frame))
  })
  it('opens with no other key, frame or bit', () => {
    assert.throws(() => open(createSecretKey(Buffer.alloc(32, 8)), sealed, frame))
    assert.throws(() => open(key, sealed, Buffer.concat([frame, Buffer.from(' ')])))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.throws(() => open(key, flipped, frame), `bit ${bit}`)
    }
  })
  it('opens at no other position and after no other record', () => {
    assert.throws(() => open(key, sealed, frameOf(genesis, 3, envelope)))
    assert.throws(() => open(key, sealed, frameOf(Buffer.alloc(32, 1), 2, envelope)))
  })
  it('lets no byte move from one field to another, nor from the envelope to the data', () => {
    const moved = frameOf(genesis, 2, { ...envelope, stream: 'note-', subject: '1person-1' })
    assert.notEqual(checksumOf(moved, sealed), checksumOf(frame, sealed))
    const [shorter, longer] = [frameOf(genesis, 2, { ...envelope, events: 'a' }), 'b']
    const whole = frameOf(genesis, 2, { ...envelope, events: 'ab' })
    assert.notDeepEqual(
      chainOf(chainKey, shorter, Buffer.from(longer)),
      chainOf(chainKey, whole, Buffer.alloc(0)),
    )
  })
  it('has another chain under another key', () => {
    assert.notDeepEqual(chainOf(chainKey, frame, sealed), chainOf(key, frame, sealed))
  })
})

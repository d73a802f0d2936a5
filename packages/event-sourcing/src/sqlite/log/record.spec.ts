import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from '@jest/globals'
import { chainOf, checksumOf, genesis, headerOf } from './record.ts'
import { open, seal } from './seal.ts'

// Golden bytes: what was written once is read for ever. A change here means that every stored log must still open.
const header = headerOf(
  'note-1',
  1,
  '0190a000-0000-7000-8000-000000000001 NoteWritten 1\n0190a000-0000-7000-8000-000000000002 NoteStruck 2',
  '2026-11-09T14:02:00.000Z',
  'person-1',
  'cause-1',
  '{"actor":"actor-1"}',
)
const key = createSecretKey(Buffer.alloc(32, 7))
const sealed = Buffer.from(
  '0105519d58578dbe5fed4b72b97b0698b4e64c250d6c30edf3fe12a09cfd2459202f4d57b3070612fc3af1707b1757739780522988f7f65f466f0d789181fdadf783',
  'hex',
)

describe('the stored format', () => {
  it('opens a payload that was sealed when the format was made', () => {
    assert.equal(open(key, sealed, header), '[{"text":"grüße"},{"text":"gruß"}]')
  })
  it('has the checksum and the chain of that day', () => {
    assert.equal(checksumOf(header, sealed), 1267314315)
    assert.equal(
      chainOf(genesis, 2, header, sealed).toString('hex'),
      'a90567daacd1e17d1e0a321fa9765dee2db8030c253e0cba35d7333eaaddc64c',
    )
  })
  it('seals the same text differently each time', () => {
    const [one, two] = [seal(key, 'text', header), seal(key, 'text', header)]
    assert.notDeepEqual(one, two)
    assert.equal(open(key, one, header), open(key, two, header))
  })
  it('opens with no other key, header or bit', () => {
    assert.throws(() => open(createSecretKey(Buffer.alloc(32, 8)), sealed, header))
    assert.throws(() => open(key, sealed, Buffer.concat([header, Buffer.from(' ')])))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.throws(() => open(key, flipped, header), `bit ${bit}`)
    }
  })
})

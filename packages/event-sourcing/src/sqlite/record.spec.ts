import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { chainOf, checksumOf, genesis, headerOf } from './record.ts'
import { open, seal } from './seal.ts'

// Golden bytes: what was written once is read for ever. A change here means that every stored log must still open.
const header = headerOf(
  'note-1',
  1,
  '0190a000-0000-7000-8000-000000000001',
  'NoteWritten',
  1,
  '2026-11-09T14:02:00.000Z',
  'person-1',
  'cause-1',
  '{"actor":"actor-1"}',
)
const key = createSecretKey(Buffer.alloc(32, 7))
const sealed = Buffer.from(
  '01950638d6f4ff248077b08ff1de082f8d684e3f20b994935d1f2d912d5c199c1de94ef7228febd5beb0f64a585d06',
  'hex',
)

describe('the stored format', () => {
  it('opens a payload that was sealed when the format was made', () => {
    assert.equal(open(key, sealed, header), '{"text":"grüße"}')
  })
  it('has the checksum and the chain of that day', () => {
    assert.equal(checksumOf(header, sealed), 2676254795)
    assert.equal(
      chainOf(genesis, 1, header, sealed).toString('hex'),
      '0cf0fca0435aceb70f4627998c230df15aebfe956c912d82450b1c855294ecce',
    )
  })
  it('seals the same text differently each time', () => {
    const [one, two] = [seal(key, 'text', header), seal(key, 'text', header)]
    assert.notDeepEqual(one, two)
    assert.equal(open(key, one, header), open(key, two, header))
  })
  it('opens with no other key, header or bit', () => {
    assert.throws(() => open(createSecretKey(Buffer.alloc(32, 8)), sealed, header))
    assert.throws(() => open(key, sealed, `${header} `))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.throws(() => open(key, flipped, header), `bit ${bit}`)
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { RecordedEvent } from '../event-store.ts'
import type { AnyEvent } from '../decider.ts'
import { instantOf } from '../values.ts'
import { KnownStreams } from './known-streams.ts'

const nobodyErased = () => false
const first = (stream: string): RecordedEvent<AnyEvent> => ({
  type: 'NoteWritten',
  data: {},
  position: 1,
  stream,
  revision: 1,
  id: stream,
  version: 1,
  time: instantOf(0),
  person: undefined,
  causationId: 'cause',
  meta: { actor: 'actor', causationId: 'cause' },
  erased: false,
})

describe('known streams', () => {
  it('know of a stream that there is none only until something is appended to it, however little is kept', () => {
    const known = new KnownStreams<AnyEvent>(2)
    known.addNone('note-100', 'other-1')
    for (let n = 101; n < 120; n++) {
      const stream = `note-${n}`
      assert.deepEqual(known.get(stream, nobodyErased), [])
      known.add(stream, [first(stream)], 'person')
    }
    assert.equal(known.get('note-119', nobodyErased)?.length, 1)
    for (let n = 101; n < 118; n++) assert.equal(known.get(`note-${n}`, nobodyErased), undefined)
  })
  it('say nothing of a stream where somebody else was faster', () => {
    const known = new KnownStreams<AnyEvent>(2)
    known.addNone('note-100', undefined)
    assert.deepEqual(known.get('note-101', nobodyErased), [])
    known.drop('note-101')
    assert.equal(known.get('note-101', nobodyErased), undefined)
  })
})

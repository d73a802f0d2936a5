import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { upcast } from '@careloom/event-sourcing'
import { schema } from './schema.ts'

describe('what was stored at version 1', () => {
  for (const type of Object.keys(schema.reads))
    it(`is read without null (${type})`, () =>
      assert.deepEqual(upcast(schema, type, 1, { a: null, b: [{ c: null, d: 1 }] }), {
        b: [{ d: 1 }],
      }))
})

import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, it } from '@jest/globals'
import { NotBegun } from './not-done.ts'
import { isFull, needsRoom, sizeOf } from './room.ts'

const failure = (what: object) => Object.assign(new Error('failed'), what)

describe('the room on a disk', () => {
  it('is looked at before it is needed', () => {
    needsRoom(tmpdir(), 1)
    assert.throws(() => needsRoom(tmpdir(), 1e18), NotBegun)
  })
  it('is what is missing when a file system or SQLite says so, and not when something else failed', () => {
    assert.deepEqual(
      [{ code: 'ENOSPC' }, { errcode: 13 }, { errcode: 10 }, { code: 'EACCES' }, {}].map((what) =>
        isFull(failure(what), tmpdir()),
      ),
      [true, true, false, false, false],
    )
  })
  it('is said in a size for people', () => {
    assert.deepEqual([1, 20_480, 3_400_000].map(sizeOf), ['1 kB', '20 kB', '3.2 MB'])
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder, scratchReadModels } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { ModelRows } from './model-rows.ts'

describe('the rows of a read model', () => {
  it(
    'are kept in memory by their length, and are all there whatever is kept',
    withContext(async (t) => {
      const file = scratchReadModels(t, join(scratchFolder(t), 'views.sqlite'))
      const rows = new ModelRows<{ readonly text: string }>(file, file.begin('notes', 1), {})
      const long = 'x'.repeat(100_000)
      for (let n = 0; n < 60; n++) rows.put(`long-${n}`, { text: `${n} ${long}` })
      rows.put('short', { text: 'short' })
      await rows.save(Promise.resolve([]), true)
      const last = rows.get('long-59')
      assert.equal(rows.get('long-59') === last, true, 'what was saved last is kept')
      for (let n = 0; n < 59; n++) assert.equal(rows.get(`long-${n}`)?.text, `${n} ${long}`)
      assert.equal(rows.get('long-59') === last, false, 'and let go of for what was read since')
      assert.equal(rows.get('nothing'), undefined)
      rows.put('short', null)
      await rows.save(Promise.resolve([]), true)
      assert.equal(rows.get('short'), undefined)
    }),
  )
  it(
    'are found when they were asked for before there were any, were saved, and are not in memory any more',
    withContext(async (t) => {
      const file = scratchReadModels(t, join(scratchFolder(t), 'views.sqlite'))
      const rows = new ModelRows<{ readonly text: string }>(file, file.begin('notes', 1), {})
      const long = 'x'.repeat(100_000)
      const keys = Array.from({ length: 60 }, (_, n) => `note-${String(n).padStart(2, '0')}`)
      for (const key of keys) {
        assert.equal(rows.get(key), undefined)
        rows.put(key, { text: `${key} ${long}` })
        if (key > 'note-50') await rows.save(Promise.resolve([]), true)
      }
      for (const key of keys) assert.equal(rows.get(key)?.text, `${key} ${long}`)
      assert.equal(rows.get('note-99'), undefined)
    }),
  )
})

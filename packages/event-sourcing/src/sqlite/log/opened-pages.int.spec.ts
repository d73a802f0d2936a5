import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { because, openScratchLog, written, type NoteEvent } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'

describe('an old page of a log', () => {
  for (const together of [1, 3])
    it(
      `is opened once for all who follow the log, with records of ${together}`,
      withContext(async (t) => {
        const log = await openScratchLog<NoteEvent>(t)
        const events = Array.from({ length: together }, (_, i) => written(`${i}`))
        // More than what is kept as written lately.
        const records = Math.ceil(12_000 / together)
        await Promise.all(
          Array.from({ length: records }, (_, n) =>
            log.store.append(`s-${n}`, 0, events, because()),
          ),
        )
        const { feed } = (await log.reopen()).store
        const [first, second] = [await feed.readAll(0, 100), await feed.readAll(0, 100)]
        assert.equal(first.events.length, 100 - (100 % together))
        assert.equal(first.events[0] === second.events[0], true)
      }),
    )
})

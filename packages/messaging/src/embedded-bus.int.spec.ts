import { join } from 'node:path'
import type { TestContext } from '@careloom/testing/with-context'
import { runReaction } from '@careloom/event-sourcing'
import { SqliteReactionStore } from '@careloom/event-sourcing/sqlite'
import { openScratchLog, type NoteEvent, type ScratchLog } from '@careloom/testing'
import { busContract, published, type BusUnderTest } from '@careloom/testing/bus.contract'
import { EmbeddedBus } from './embedded-bus.ts'

const topic = 'careloom.test.note.v1'

busContract('embedded', async (t, waits = []) =>
  underTest(t, waits, await openScratchLog<NoteEvent>(t)),
)

function underTest(t: TestContext, waits: number[], log: ScratchLog<NoteEvent>): BusUnderTest {
  const reactions = new SqliteReactionStore(join(log.folder, 'reactions.sqlite'))
  const backoffMs = (attempt: number) => (waits.push(attempt), 1)
  const options = { now: () => '2026-11-09T14:02:00.000Z', backoffMs, awayMs: () => 1 }
  const bus = new EmbeddedBus(reactions, (reaction, feed) =>
    runReaction(reaction, feed, reactions, options),
  )
  bus.publish({ topic, feed: log.store.feed, map: published })
  // A handler that never ends (a crash) must not keep the test from ending.
  let closed: Promise<void> | undefined
  const close = () => (closed ??= bus.close().then(() => reactions.close()))
  t.after(() => void close())
  return {
    bus,
    store: log.store,
    topic,
    settled: () => bus.caughtUp(),
    async restart() {
      await close()
      return underTest(t, waits, await log.reopen())
    },
    crash: async () => underTest(t, waits, log),
  }
}

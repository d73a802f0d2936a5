import { afterAll, beforeAll } from '@jest/globals'
import type { EventBus } from '@careloom/messaging'
import { openScratchLog, type NoteEvent, type ScratchLog } from '@careloom/testing'
import { busContract, type BusUnderTest } from '@careloom/testing/bus.contract'
import { startKafka, type Kafka } from '@careloom/testing/engines'
import type { TestContext } from '@careloom/testing/with-context'
import {
  clientNames,
  topic,
  topics,
  twoProcesses,
  withinMs,
  type Setting,
} from './testing/two-processes.ts'

let kafka: Kafka
beforeAll(async () => {
  kafka = await startKafka()
}, 300_000)
afterAll(() => kafka.remove())

let runs = 0

async function underTest(
  t: TestContext,
  setting: Setting,
  log: ScratchLog<NoteEvent>,
): Promise<BusUnderTest> {
  const { owner, follower, arrived, close } = await twoProcesses(t, setting, log)
  return {
    bus: asOne(owner, follower),
    store: log.store,
    topic,
    async settled() {
      for (const name of topics) if (owner.feed(name).isOpen) await arrived(name)
      await follower.caughtUp()
    },
    async restart() {
      await close()
      return underTest(t, setting, await log.reopen())
    },
    crash: async () => underTest(t, setting, log),
  }
}

/** What the suite does in one process, two do. */
function asOne(owner: EventBus, follower: EventBus): EventBus {
  return {
    publish: (publication) => owner.publish(publication),
    feed: (of) => follower.feed(of),
    react: (of, reaction) => follower.react(of, reaction),
    status: () => follower.status(),
    quarantined: () => follower.quarantined(),
    replay: (reaction, key) => follower.replay(reaction, key),
    running: (reaction) => follower.running(reaction),
    refusals: () => follower.refusals(),
    close: () => follower.close(),
  }
}

for (const client of clientNames)
  busContract(
    `Kafka by ${client}`,
    async (t, waits = []) => {
      const backoffMs = (attempt: number) => (waits.push(attempt), 1)
      const reactions = { backoffMs, awayMs: () => 1 }
      const prefix = `run-${(runs += 1)}.`
      const log = await openScratchLog<NoteEvent>(t)
      return underTest(t, { brokers: kafka.brokers, client, prefix, reactions }, log)
    },
    withinMs,
  )

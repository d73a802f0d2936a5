import type { Feed } from './event-store.ts'
import { NotCaughtUp } from './failure.ts'
import type { ReadModel } from './projection.ts'

/** How long somebody waits for whose answer nobody waits; milliseconds. */
const patienceMs = 30_000

/**
 * Resolves when a read model shows everything that was recorded before the call, by whichever process, in these feeds of its:
 * then what it does not show is not there. @throws NotCaughtUp, also while nobody has published one of them
 */
export async function upToDate(
  model: Pick<ReadModel<unknown>, 'reached'>,
  feeds: readonly Pick<Feed<unknown>, 'name' | 'isOpen' | 'latest'>[],
  withinMs: number = patienceMs,
): Promise<void> {
  await Promise.all(
    feeds.map(async (feed) => {
      if (!feed.isOpen) throw new NotCaughtUp(feed.name, 1)
      await model.reached(await feed.latest(), feed.name, withinMs)
    }),
  )
}

import { orTryAgain, type Answered } from './command-handler.ts'
import type { Metadata } from './event-store.ts'
import type { Clock } from './ports.ts'
import type { Cursor, ReadModel } from './projection.ts'
import type { Instant } from './values.ts'

/** A row of a timer read model: something is due at an instant. Its index `dueAt` orders it. */
export type Timer = { readonly dueAt: Instant; readonly command: string; readonly subject: string }

/** Sends the command that a timer stands for; answers what came of it. What it needs to know stands in the timer: it waits for nothing. */
export type FireTimer<T extends Timer = Timer> = (
  timer: T,
  metadata: Metadata,
) => Promise<Answered | undefined | void>

/** `tick` fires what is due now and answers how many it fired; one tick at a time. */
export type Scheduler = { tick(): Promise<number> }

/** Between two ticks; milliseconds. */
export const tickMs = 500

const pageSize = 100
/** Ticks between two tries at most: a minute. */
const longestPause = 120

type Tried = { readonly times: number; readonly next: number }

/**
 * Fires what is due: sends the command with causation id `timer:<key>@<due at>`, so that twice is once and a deadline
 * that was moved is a new one. A timer has fired when it has left the read model, by the event that its command led to;
 * until then it is sent again, at ever longer pauses up to a minute, whether it failed, was refused or changed nothing yet.
 * It holds up no other.
 */
export function scheduler<T extends Timer>(
  timers: ReadModel<T>,
  fire: FireTimer<T>,
  clock: Clock,
  onError: (error: unknown) => void = () => undefined,
): Scheduler {
  let now = 0
  let tried = new Map<string, Tried>()

  async function fireOnce(causationId: string, timer: T): Promise<boolean> {
    try {
      const outcome = await fire(timer, { actor: 'system:timers', causationId })
      if (outcome !== undefined) orTryAgain(outcome)
      return true
    } catch (error) {
      onError(error)
      return false
    }
  }

  async function tick(): Promise<number> {
    const to = clock()
    // Those that have left the read model are forgotten.
    const before = tried
    tried = new Map()
    now += 1
    let count = 0
    let after: Cursor | undefined
    for (;;) {
      const due = await timers.find({ index: 'dueAt', to, after, limit: pageSize })
      for (const { key, row } of due) {
        const causationId = `timer:${key}@${row.dueAt}`
        const last = before.get(causationId) ?? { times: 0, next: now }
        tried.set(causationId, last.next > now ? last : again(last, now))
        if (last.next <= now && (await fireOnce(causationId, row))) count += 1
      }
      const last = due.at(-1)
      if (last === undefined || due.length < pageSize) return count
      after = last
    }
  }

  let running: Promise<number> | undefined
  return { tick: () => (running ??= tick().finally(() => (running = undefined))) }
}

function again({ times }: Tried, now: number): Tried {
  return { times: times + 1, next: now + Math.min(2 ** times, longestPause) }
}

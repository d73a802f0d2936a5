import { orTryAgain, type Answered } from './command-handler.ts'
import type { Metadata } from './event-store.ts'
import type { Clock } from './ports.ts'
import type { Cursor, ReadModel } from './projection.ts'
import type { Instant } from './values.ts'

/** A row of a timer read model: something is due at an instant. Its index `dueAt` orders it. */
export type Timer = { readonly dueAt: Instant; readonly command: string; readonly subject: string }

/** Sends the command that a timer stands for; answers what came of it. */
export type FireTimer = (timer: Timer, metadata: Metadata) => Promise<Answered | undefined | void>

/** `tick` fires what is due now and answers how many it fired. */
export type Scheduler = { tick(): Promise<number>; close(): Promise<void> }

const pageSize = 100
const maxRemembered = 10_000

/**
 * Fires what is due: sends the command with causation id `timer:<key>@<due at>`, so that twice is once and a deadline
 * that was moved is a new one. A fired timer leaves the read model by the event that its command led to; until then it
 * is not fired again by this process. One that fails is tried at the next tick and holds up no other.
 */
export function scheduler(
  timers: ReadModel<Timer>,
  fire: FireTimer,
  clock: Clock,
  onError: (error: unknown) => void = () => undefined,
  everyMs = 500,
): Scheduler {
  const fired = new Set<string>()

  async function fireOnce(key: string, timer: Timer): Promise<number> {
    const causationId = `timer:${key}@${timer.dueAt}`
    if (fired.has(causationId)) return 0
    try {
      const outcome = await fire(timer, { actor: 'system:timers', causationId })
      if (outcome !== undefined) orTryAgain(outcome)
    } catch (error) {
      onError(error)
      return 0
    }
    if (fired.size >= maxRemembered) fired.clear()
    fired.add(causationId)
    return 1
  }

  async function tick(): Promise<number> {
    const to = clock()
    let count = 0
    let after: Cursor | undefined
    for (;;) {
      const due = await timers.find({ index: 'dueAt', to, after, limit: pageSize })
      for (const { key, row } of due) count += await fireOnce(key, row)
      const last = due.at(-1)
      if (last === undefined || due.length < pageSize) return count
      after = last
    }
  }

  let running: Promise<number> | undefined
  const once = () => (running ??= tick().finally(() => (running = undefined)))
  const interval = setInterval(() => void once().catch(onError), everyMs)
  interval.unref()
  return {
    tick: once,
    async close() {
      clearInterval(interval)
      await running?.catch(() => 0)
    },
  }
}

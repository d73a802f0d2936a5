import type { Clock } from './ports.ts'
import type { ReadModel } from './projection.ts'
import type { Instant } from './values.ts'

/** A row of a timer read model: something is due at an instant. Its index `dueAt` orders it. */
export type Timer = { readonly dueAt: Instant; readonly command: string; readonly subject: string }

export type Scheduler = { tick(): Promise<number>; close(): Promise<void> }

const pageSize = 100

/**
 * Fires what is due: sends the command with causation id `timer:<key>`, so that twice is once. A fired timer leaves the
 * read model by the event that its command led to; until then it is not fired again by this process.
 */
export function scheduler(
  timers: ReadModel<Timer>,
  fire: (timer: Timer, causationId: string) => Promise<void>,
  clock: Clock,
  everyMs = 500,
): Scheduler {
  const fired = new Set<string>()
  let running: Promise<number> | undefined
  const tick = async (): Promise<number> => {
    const due = await timers.find({ index: 'dueAt', to: clock(), limit: pageSize })
    let count = 0
    for (const { key, row } of due) {
      if (fired.has(key)) continue
      await fire(row, `timer:${key}`)
      fired.add(key)
      count += 1
    }
    if (fired.size > 10_000) fired.clear()
    return count
  }
  const once = () => (running ??= tick().finally(() => (running = undefined)))
  const interval = setInterval(() => void once().catch(() => undefined), everyMs)
  interval.unref()
  return {
    tick: once,
    async close() {
      clearInterval(interval)
      await running?.catch(() => 0)
    },
  }
}

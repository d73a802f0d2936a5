import {
  isSettled,
  type Direction,
  type LogHolder,
  type ReadableLog,
} from '@careloom/event-sourcing/log'
import type { Metrics } from '@careloom/telemetry'

/** What is told of how a log is written: here, for others, or by another process. */
export function measuredWriting(log: string, metrics: Metrics) {
  return {
    /** How many appends are stored in one go. */
    driver: (driver: ReadableLog): ReadableLog => ({
      async insert(records) {
        const inserted = await driver.insert(records)
        if (inserted.written > 0)
          metrics.observe('careloom_append_batch', { log }, inserted.written)
        return inserted
      },
      tail: (after, limit) => driver.tail(after, limit),
      revisions: (streams) => driver.revisions(streams),
      end: () => driver.end(),
      stream: (name, after) => driver.stream(name, after),
    }),
    taking:
      (take: LogHolder): LogHolder =>
      (asked) => {
        metrics.count('careloom_appends_taken_total', { log }, asked.length)
        return take(asked)
      },
    handing:
      (direction: Direction): Direction =>
      () => {
        const holder = direction()
        return (
          holder &&
          (async (asked) => {
            const answers = await holder(asked)
            const settled = answers.filter(isSettled).length
            metrics.count('careloom_appends_handed_over_total', { log }, settled)
            return answers
          })
        )
      },
  }
}

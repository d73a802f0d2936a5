/** Lets everybody else have a turn of the event loop: pages that are at hand must not starve requests and timers. */
export function breather(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

import { whileHeld, type Lease } from './lease.ts'

export type Every = {
  /** Waits for the work under way, and lets another replica go on. */
  close(): Promise<void>
}

export type EveryOptions = {
  readonly onError?: (error: unknown) => void
  /** How often the lease is asked for; milliseconds. */
  readonly leaseMs?: number
}

/** The first time is soon, and not in the way of a start. */
const firstMs = 2_000
const longestPauseMs = 60_000

/**
 * Does something again and again, at one replica at a time. What failed is done again at ever longer pauses, up to a minute and
 * never longer than it would have taken. Two times may overlap when a replica was paused: twice must be as once.
 * @param ms from the end of one time to the beginning of the next
 */
export function everyWhileHeld(
  lease: Lease,
  ms: number,
  work: () => Promise<unknown>,
  { onError, leaseMs }: EveryOptions = {},
): Every {
  let underWay = Promise.resolve()
  let next: NodeJS.Timeout | undefined
  let isOn = false
  let failures = 0

  async function once(): Promise<void> {
    try {
      await work()
      failures = 0
    } catch (error) {
      failures += 1
      onError?.(error)
    }
    if (isOn) after(failures === 0 ? ms : Math.min(ms, longestPauseMs, 500 * 2 ** failures))
  }

  function after(pauseMs: number): void {
    next = setTimeout(() => (underWay = once()), pauseMs)
    next.unref()
  }

  const duty = {
    begin() {
      isOn = true
      after(Math.min(ms, firstMs))
    },
    async end() {
      isOn = false
      clearTimeout(next)
      await underWay
    },
  }
  return whileHeld(lease, duty, {
    ...(leaseMs === undefined ? {} : { everyMs: leaseMs }),
    ...(onError === undefined ? {} : { onError }),
  })
}

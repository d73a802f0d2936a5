import { AsyncLocalStorage } from 'node:async_hooks'

/** How long whoever asked will wait. */
export type Patience = {
  /** When they stop waiting, on this process's own clock (`performance.now()`). */
  readonly until: number
  /** Aborted when they have gone before that. */
  readonly gone?: AbortSignal | undefined
}

/** One per call, and everything that follows from it in this process. */
const waits = new AsyncLocalStorage<Patience | undefined>()

/** Works for somebody who waits for so long. What is asked on the way is asked with what is left of it. */
export function withPatience<T>(patience: Patience, work: () => T): T {
  return waits.run(patience, work)
}

/** Works though nobody waits: what follows later from what was recorded is not cut off by who recorded it. */
export function patiently<T>(work: () => T): T {
  return waits.run(undefined, work)
}

/** How long they still wait, in milliseconds: 0 when they have gone, endless where nobody waits. */
export function patienceLeft(): number {
  const patience = waits.getStore()
  if (patience === undefined) return Infinity
  return patience.gone?.aborted === true ? 0 : Math.max(0, patience.until - performance.now())
}

/** Aborted when whoever asked has gone; undefined where that is not known. */
export function callerGone(): AbortSignal | undefined {
  return waits.getStore()?.gone
}

/** Who may do something: one at a time. `epoch` rises with every change of holder, so that a late one is fenced off. */
export type Lease = {
  /** The epoch if this process holds the lease now, and from now on for its term; undefined otherwise. */
  acquire(): Promise<number | undefined>
  /** Another one may hold it at once. Nothing happens where it is not held. */
  release(): Promise<void>
}

/** The leases that processes hold in turn, by name. Who was paused for longer than the term has lost them. */
export type Leases = (name: string) => Lease

/** What is done for as long as a lease is held. */
export type Duty = {
  /** It is held, under this epoch. */
  begin(epoch: number): void
  /** It went to another, or is about to be let go: resolves when nothing is under way. */
  end(): Promise<void>
}

export type OnDuty = {
  /** Resolves when it is known for the first time who holds the lease. */
  readonly decided: Promise<void>
  readonly isHeld: boolean
  /** Ends what is done and lets another one hold the lease; it is asked for again when it is time. */
  letGo(): Promise<void>
  /** Ends what is done, then lets another one hold the lease. */
  close(): Promise<void>
}

/** A third of the term of a lease: two renewals may fail before it is lost. */
const defaultEveryMs = 3_000

/**
 * Does a duty while a lease is held, and asks for the lease again and again. Whoever cannot ask keeps what it had until the
 * term is over: what is done twice then is done by the rules of what is done.
 * @param everyMs how often it asks while it is held; a third of the term of the lease
 */
export function whileHeld(
  lease: Lease,
  duty: Duty,
  { everyMs = defaultEveryMs, onError }: { everyMs?: number; onError?: (e: unknown) => void } = {},
): OnDuty {
  let held: number | undefined
  let isClosed = false
  let heldUntil = 0
  let asking = Promise.resolve()
  let next: NodeJS.Timeout | undefined

  async function ask(): Promise<void> {
    const epoch = await asked()
    if (isClosed) return
    await put(epoch)
    // Whoever waits asks more often: what was let go does not lie idle for long.
    next = setTimeout(round, epoch === undefined ? everyMs / 3 : everyMs)
    next.unref()
  }

  async function asked(): Promise<number | undefined> {
    const from = performance.now()
    try {
      const epoch = await lease.acquire()
      if (epoch !== undefined) heldUntil = from + 3 * everyMs
      return epoch
    } catch (error) {
      onError?.(error)
      return from < heldUntil ? held : undefined
    }
  }

  /** Another epoch is another holding: somebody else may have had the lease in between. */
  async function put(epoch: number | undefined): Promise<void> {
    if (epoch === held) return
    const before = held
    held = epoch
    if (before !== undefined) await duty.end()
    if (epoch !== undefined) duty.begin(epoch)
  }

  async function give(): Promise<void> {
    await put(undefined)
    await lease.release()
  }

  /** After what is under way. */
  function then(work: () => Promise<void>): Promise<void> {
    asking = asking.then(work).catch((error: unknown) => onError?.(error))
    return asking
  }

  function round(): void {
    void then(ask)
  }

  round()
  return {
    decided: asking,
    get isHeld() {
      return held !== undefined
    },
    letGo: () => then(give),
    async close() {
      isClosed = true
      clearTimeout(next)
      await asking
      await give()
    },
  }
}

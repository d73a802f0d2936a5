/**
 * Something did not work, through nobody's wrong command. `code` is stable and safe to show; `retryable` says whether
 * the same call may succeed later; messages name positions, streams and codes, never content.
 */
export class CareloomError extends Error {
  readonly code: string
  readonly retryable: boolean
  /** What may be shown with the code: names of our own. */
  readonly shown: string | undefined = undefined
  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = options.retryable ?? false
  }
}

/** Somebody else appended first. The command handler decides again; callers of `append` see it. */
export class WrongExpectedRevision extends CareloomError {
  constructor(stream: string, expected: number) {
    super('CL_WRONG_EXPECTED_REVISION', `${stream} is not at revision ${expected}`, {
      retryable: true,
    })
  }
}

/** The bounded queue is full: no work was done. */
export class StoreBusy extends CareloomError {
  readonly retryAfterMs: number
  constructor(retryAfterMs: number) {
    super('CL_STORE_BUSY', `The log is busy, try again in ${retryAfterMs} ms`, { retryable: true })
    this.retryAfterMs = retryAfterMs
  }
}

/** There is no room on the disk: nothing was written. Writes work again when there is, without a restart. */
export class StoreFull extends CareloomError {
  readonly retryAfterMs = 5_000
  constructor() {
    super('CL_STORE_FULL', 'The disk is full; nothing was written', { retryable: true })
  }
}

/** A write or sync failed; nothing more is acknowledged until a restart has recovered the last whole commit. */
export class StoreReadOnly extends CareloomError {
  constructor(cause?: unknown) {
    super('CL_STORE_READ_ONLY', 'The log is read-only after a failed write', {
      retryable: true,
      cause,
    })
  }
}

/** Whoever keeps the log cannot be reached or cannot say what it holds: what was asked for is written, or not; asked again, it is clear. */
export class StoreUnavailable extends CareloomError {
  constructor(what: string, cause?: unknown) {
    super('CL_STORE_UNAVAILABLE', what, { retryable: true, cause })
  }
}

/** Whoever keeps the log has no room for more: waited for as if it were away, and back by itself when there is room. */
export class StoreWithoutRoom extends StoreUnavailable {
  override readonly code = 'CL_STORE_FULL'
}

/** A stored record does not match its checksum, its seal or its place. */
export class RecordDamaged extends CareloomError {
  readonly position: number
  constructor(log: string, position: number, what: string) {
    super('CL_RECORD_DAMAGED', `${log} position ${position}: ${what}`)
    this.position = position
  }
}

/** The key that opens this stream was destroyed on the person's wish: its content is gone for good. */
export class StreamErased extends CareloomError {
  constructor(stream: string) {
    super('CL_STREAM_ERASED', `${stream} was erased`)
  }
}

/** A read model did not reach a position in time (2 s by default). */
export class NotCaughtUp extends CareloomError {
  constructor(name: string, position: number) {
    super('CL_NOT_CAUGHT_UP', `${name} has not reached position ${position} yet`, {
      retryable: true,
    })
  }
}

/**
 * A newer version of the product wrote this; a process that runs it goes on from here. `what` names a type, and a version
 * where it has one.
 */
export class EventTooNew extends CareloomError {
  override readonly shown: string
  constructor(type: string, version?: number) {
    const what = version === undefined ? type : `${type} version ${version}`
    super('CL_EVENT_TOO_NEW', `${what} was written by a newer version of the product`, {
      retryable: true,
    })
    this.shown = what
  }
}

/** The code of a failure of ours with what may be shown of it, or the kind of error and our own words; never content. */
export function summaryOf(error: unknown): string {
  if (error instanceof CareloomError)
    return error.shown === undefined ? error.code : `${error.code}: ${error.shown}`
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown'
}

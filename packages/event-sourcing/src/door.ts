import type { Place } from './event-store.ts'
import { CareloomError, NotCaughtUp } from './failure.ts'
import { Follower } from './follower.ts'
import type { Seen } from './seen.ts'

/** Where doors say that they are there and what they have seen. Each step is one moment for everybody. */
export type Doors = {
  /** What has been waited for so far, by log. */
  awaited(): Promise<Seen>
  /** The door is there for a while from now on and has seen this; answers what has been waited for. */
  renew(door: string, seen: Seen, forMs: number): Promise<Seen>
  /** The door is not there any more. */
  leave(door: string): Promise<void>
  /** Whoever comes from now on must have seen a place; answers which doors are there and have not. */
  behind(place: Place): Promise<readonly string[]>
}

/** What people are served through, as long as it knows what was revoked and who was erased. */
export type Door = {
  /** Why it serves nothing now, if it does not. */
  readonly shut: string | undefined
  /** How long ago it said for the last time that it knows all; milliseconds. Undefined before the first time. */
  readonly ageMs: number | undefined
  /** @throws DoorShut when it serves nothing */
  pass(): void
  /** Somebody waits for it to have seen a place. */
  look(place: Place): void
  close(): Promise<void>
}

/** The door cannot say that it knows what was revoked. It opens again by itself. */
export class DoorShut extends CareloomError {
  readonly retryAfterMs = 1_000
  constructor() {
    super('CL_UNAVAILABLE', 'This door serves nothing until it has seen what the others have', {
      retryable: true,
    })
  }
}

export type DoorOptions = {
  /** Between two renewals; milliseconds. */
  readonly everyMs?: number
  /** How long it serves after a renewal; milliseconds. */
  readonly servesMs?: number
  readonly nowMs?: () => number
  readonly onError?: (error: unknown) => void
}

/** A door is waited for a little longer than it serves: processes read their clocks a little apart. */
const marginMs = 250

/**
 * Opens a door. It renews what it says of itself only when it has seen all that was waited for when it last looked, and serves
 * for a second after each renewal. So one that is late, paused or cut off shuts by itself, is not waited for any longer, and
 * opens again only when it has seen what was waited for meanwhile.
 * @param sees resolves when whatever decides here has seen a place
 */
export function openDoor(
  doors: Doors,
  name: string,
  sees: (place: Place) => Promise<void>,
  options: DoorOptions = {},
): Door {
  const { everyMs = 250, servesMs = 1_000, nowMs = () => performance.now() } = options
  const seen = new Map<string, number>()
  const awaited = new Map<string, number>()
  let openUntil = Number.NEGATIVE_INFINITY
  let failure: string | undefined
  let saidAt: number | undefined
  let next: NodeJS.Timeout | undefined
  const follower = new Follower(round, (error) => options.onError?.(error))

  const unseen = () =>
    [...awaited]
      .filter(([log, position]) => position > (seen.get(log) ?? 0))
      .map(([log, position]) => ({ log, position }))

  function noteAll(more: Seen): void {
    for (const [log, position] of Object.entries(more))
      if (position > (awaited.get(log) ?? 0)) awaited.set(log, position)
  }

  async function round(): Promise<void> {
    clearTimeout(next)
    // What did not work is tried again soon: every moment counts against it.
    let pauseMs = Math.min(everyMs, 25)
    try {
      if (openUntil <= nowMs()) noteAll(await doors.awaited())
      for (const place of unseen()) {
        await sees(place)
        seen.set(place.log, place.position)
      }
      const from = nowMs()
      noteAll(await doors.renew(name, Object.fromEntries(seen), servesMs + marginMs))
      // Shut before this renewal: others may not have waited for it, and it has to see first.
      if (unseen().length === 0 || nowMs() < openUntil) {
        openUntil = from + servesMs
        saidAt = from
      }
      if (unseen().length > 0) follower.wake()
      pauseMs = everyMs
      failure = undefined
    } catch (error) {
      failure = error instanceof CareloomError ? error.code : undefined
      throw error
    } finally {
      next = setTimeout(() => follower.wake(), pauseMs)
      next.unref()
    }
  }

  follower.wake()
  return {
    get shut() {
      if (nowMs() < openUntil) return undefined
      const why = failure === undefined ? '' : ` (${failure})`
      return `it has not said for a second that it knows all${why}`
    },
    get ageMs() {
      return saidAt === undefined ? undefined : nowMs() - saidAt
    },
    pass() {
      if (nowMs() >= openUntil) throw new DoorShut()
    },
    look(place) {
      noteAll({ [place.log]: place.position })
      follower.wake()
    },
    async close() {
      await follower.stop()
      clearTimeout(next)
      openUntil = Number.NEGATIVE_INFINITY
      await doors.leave(name).catch((error: unknown) => options.onError?.(error))
    },
  }
}

/**
 * Resolves when every door that is there has seen a place; whoever comes later has seen it before it serves.
 * @param own doors of this process, which are told at once
 * @throws NotCaughtUp
 */
export async function allDoorsHaveSeen(
  doors: Doors,
  place: Place,
  withinMs: number,
  own: readonly Door[],
): Promise<void> {
  const end = performance.now() + withinMs
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 25)) {
    const behind = await doors.behind(place)
    if (behind.length === 0) return
    if (pauseMs === 1) for (const door of own) door.look(place)
    if (performance.now() > end) throw new NotCaughtUp(`door ${behind[0]}`, place.position)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

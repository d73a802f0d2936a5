import { CareloomError } from './failure.ts'
import { whileHeld, type Lease, type OnDuty } from './lease.ts'
import type { Reaction } from './reaction.ts'
import type { GivenUp, Quarantined } from './reaction-store.ts'
import type { ReactionStatus, RunningReaction } from './run-reaction.ts'

type Known = Pick<Reaction<never>, 'name' | 'handles'>

/**
 * Runs a reaction while its lease is held: one replica at a time. The next one goes on from what the last one saved, and
 * is handed once more what that had not saved yet.
 */
export function runWhileHeld(
  reaction: Known,
  lease: Lease,
  run: () => RunningReaction,
  options: { readonly everyMs?: number; readonly onError?: (error: unknown) => void } = {},
): RunningReaction {
  return new HeldReaction(reaction, lease, run, options)
}

class HeldReaction implements RunningReaction {
  readonly name: string
  private readonly handles: readonly string[]
  private readonly onDuty: OnDuty
  private running: RunningReaction | undefined
  private reached = 0

  constructor(
    { name, handles }: Known,
    lease: Lease,
    run: () => RunningReaction,
    options: { readonly everyMs?: number; readonly onError?: (error: unknown) => void },
  ) {
    this.name = name
    this.handles = handles
    const duty = { begin: () => void (this.running = run()), end: () => this.end() }
    this.onDuty = whileHeld(lease, duty, options)
  }

  get isHere(): boolean {
    return this.running !== undefined
  }

  /** As far as this replica knows. */
  checkpoint(): number {
    return this.running?.checkpoint() ?? this.reached
  }

  status(): ReactionStatus {
    const { name, handles, reached } = this
    return this.running?.status() ?? { name, handles, checkpoint: reached, waiting: 0 }
  }

  /** @throws CareloomError `CL_UNAVAILABLE` at a replica that does not run it */
  async replay(key?: string): Promise<number> {
    return (await this.here()).replay(key)
  }

  handlesType(type: string): boolean {
    return this.handles.includes(type)
  }

  /** @throws CareloomError `CL_UNAVAILABLE` at a replica that does not run it */
  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    await (await this.here()).giveUp(entry, why)
  }

  async caughtUp(): Promise<void> {
    await this.onDuty.decided
    await this.running?.caughtUp()
  }

  close(): Promise<void> {
    return this.onDuty.close()
  }

  private async here(): Promise<RunningReaction> {
    await this.onDuty.decided
    if (this.running !== undefined) return this.running
    throw new CareloomError('CL_UNAVAILABLE', `${this.name} runs at another replica`, {
      retryable: true,
    })
  }

  private async end(): Promise<void> {
    const { running } = this
    await running?.close()
    this.reached = running?.checkpoint() ?? this.reached
    this.running = undefined
  }
}

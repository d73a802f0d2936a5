import type { KeyObject } from 'node:crypto'
import type {
  Doors,
  EventSchema,
  Keyring,
  Leases,
  OpenShared,
  ReactionStore,
} from '@careloom/event-sourcing'
import type { EventBus, RelayStatus, RunReaction } from '@careloom/messaging'
import type { Calls } from './calls/calls.ts'
import type { Host, Log } from './host.ts'

/** A log that this process has open. */
export type OpenLog = Log & {
  /** What is still to be written is; nothing is taken after it. */
  close(): void | Promise<void>
}

/** A bus, and when it has nothing under way. */
export type RunningBus = EventBus & {
  /** Whether it is known of everything that is followed how far it goes. */
  readonly isOpen: boolean
  /** How far what it publishes is on its way. */
  relays(): readonly RelayStatus[]
  /** Resolves when its reactions have seen everything. */
  caughtUp(): Promise<void>
}

/**
 * What a host stands on: where logs, keys and shared state are, how events travel and how services are reached. All of it passes
 * the contract suites; what a host makes of it is the same wherever it is.
 */
export type Engines = {
  readonly keyring: Keyring<KeyObject>
  readonly reactions: ReactionStore
  readonly leases: Leases
  readonly doors: Doors
  readonly shared: OpenShared
  readonly hashed: Host['hashed']
  readonly calls: Calls
  /** Where the read models of this process are. */
  readonly viewsDir: string
  openLog(
    service: string,
    schema: EventSchema,
    options: { readonly isVital: boolean },
  ): Promise<OpenLog>
  openBus(run: RunReaction): RunningBus
  /** Whether logs take no writes, until somebody mends what they are stored on. */
  isReadOnly(): boolean
  /** Told whenever there is no more room, or room again. */
  onRoom(tell: (isFull: boolean) => void): void
  /** Nobody writes any more: what is under way ends. */
  endWriting(): Promise<void>
  /** Nobody reads any more. */
  close(): Promise<void>
}

import type { Env } from '@careloom/config'
import {
  allDoorsHaveSeen,
  daysIn,
  everyWhileHeld,
  instantOf,
  openDoor,
  processReactions,
  scheduler,
  tickMs,
  type AnyEvent,
  type Clock,
  type Days,
  type Door,
  type EventSchema,
  type Feed,
  type FireTimer,
  type GivenUp,
  type NewId,
  type OpenShared,
  type Place,
  type ProcessEvent,
  type Projection,
  type Published,
  type Quarantined,
  type ReactionStore,
  type ReadModel,
  type ReceivedEvent,
  type Timer,
} from '@careloom/event-sourcing'
import { uuidv7, type RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Client, Handlers, ServiceDefinition } from '@careloom/rpc'
import type { Metrics, Tracing } from '@careloom/telemetry'
import type { RefusedCalls } from './calls/calls.ts'
import type { Engines, OpenLog, RunningBus } from './engines.ts'
import { hostAs } from './host-as.ts'
import type { Host, HostStatus, Log, Sources } from './host.ts'
import { Reactions } from './reactions.ts'
import { ReadModels } from './read-models.ts'
import { measuredLog } from './measured.ts'
import { watchHost } from './operations/gauges.ts'
import { Reporting } from './operations/reporting.ts'

/** What every host is told. */
export type HostTold = {
  readonly env: Env
  /** Where the house is (ADR 53): a name of the IANA database. */
  readonly timeZone: string
  readonly nowMs: () => number
  readonly tracing: Tracing
  readonly metrics: Metrics
  /** Told of what went wrong inside, by a stable code; for the log. */
  readonly onError: (where: string, error: unknown) => void
}

/** Longer than a door may be late before it shuts. */
const barrierMs = 3_000

/**
 * A process that runs services on whatever engines it is given. Whoever has it is the process itself and may ask for anybody;
 * a service is given it `as` itself.
 */
export class RunningHost<E extends Engines = Engines> implements Host {
  readonly clock: Clock
  readonly days: Days
  readonly newId: NewId
  readonly env: Env
  readonly metrics: Metrics
  readonly shared: OpenShared
  readonly hashed: Host['hashed']
  protected readonly engines: E
  private readonly told: HostTold
  private readonly readModels: ReadModels
  private readonly reactions: Reactions
  private readonly repeated: { close(): Promise<void> }[] = []
  private readonly doors: Door[] = []
  private readonly logs: OpenLog[] = []
  private closing: Promise<void> | undefined

  constructor(engines: E, told: HostTold) {
    this.engines = engines
    this.told = told
    const { keyring, viewsDir, leases, reactions: store } = engines
    const { onError, tracing } = told
    this.env = told.env
    this.metrics = told.metrics
    this.clock = () => instantOf(told.nowMs())
    this.days = daysIn(told.timeZone)
    this.newId = uuidv7(told.nowMs)
    this.shared = engines.shared
    this.hashed = engines.hashed
    this.readModels = new ReadModels(viewsDir, keyring, onError)
    engines.onRoom((isFull) => this.readModels.hold(isFull))
    const openBus: Engines['openBus'] = (run) => engines.openBus(run)
    const now = () => this.clock()
    this.reactions = new Reactions({ store, leases, openBus, tracing, now, onError })
    watchHost(told.metrics, this)
  }

  get bus(): RunningBus {
    return this.reactions.bus
  }

  get keyring(): E['keyring'] {
    return this.engines.keyring
  }

  async openLog(
    service: string,
    schema: EventSchema,
    { isVital = false }: { isVital?: boolean } = {},
  ): Promise<Log> {
    const log = await this.engines.openLog(service, schema, { isVital })
    this.logs.push(log)
    return measuredLog(service, log, this.metrics)
  }

  project<Event extends AnyEvent, Row>(
    service: string,
    projection: Projection<Event, Row>,
    { log, topics = [] }: Sources,
  ): RunningProjection<Row> {
    const published = topics.map((topic) => this.bus.feed<Event>(topic))
    // The log holds the events of all aggregates of its service; a projection handles only those that it names.
    const own = log === undefined ? [] : [log.feed as Feed<ReceivedEvent<Event>>]
    return this.readModels.start(service, projection, [...own, ...published])
  }

  publish({ feed }: Log, { topic, map }: Published): void {
    this.bus.publish({ topic, feed, map })
  }

  react: Host['react'] = ({ feed }, reaction) => {
    this.reactions.start(reaction, feed as never)
  }

  process: Host['process'] = (log, manager, sources, targets) => {
    const { listen, ask } = processReactions(manager, log.of<ProcessEvent>(), targets)
    for (const source of sources)
      if (typeof source === 'string') this.bus.react(source, listen)
      else this.react(source, listen)
    this.react(log, ask)
  }

  schedule<T extends Timer>(timers: ReadModel<T>, fire: FireTimer<T>): void {
    const onError = (error: unknown) => this.told.onError('timer', error)
    const { tick } = scheduler(timers, fire, this.clock, onError)
    this.every(`timers ${this.readModels.nameOf(timers as ReadModel<never>)}`, tickMs, tick)
  }

  every(name: string, ms: number, work: () => Promise<unknown>): void {
    const onError = (error: unknown) => this.told.onError(name, error)
    this.repeated.push(everyWhileHeld(this.engines.leases(name), ms, work, { onError }))
  }

  door(sees: (place: Place) => Promise<void>): Door {
    const onError = (error: unknown) => this.told.onError('door', error)
    const door = openDoor(this.engines.doors, this.newId(), sees, { onError })
    this.doors.push(door)
    return door
  }

  barrier(place: Place, withinMs = barrierMs): Promise<void> {
    return allDoorsHaveSeen(this.engines.doors, place, withinMs, this.doors)
  }

  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void {
    this.engines.calls.serve(definition, handlers)
  }

  client<D extends ServiceDefinition>(definition: D): Client<D> {
    return this.engines.calls.client(definition)
  }

  /** The same host for one caller: it may ask whom, and for whom, it is declared to (ADR 66). */
  as(name: string): Host {
    return hostAs(this, name, this.engines.calls.as(name))
  }

  /** Calls that were refused because of who made them, and how often. */
  refusals(): readonly RefusedCalls[] {
    return this.engines.calls.refusals()
  }

  status(): HostStatus {
    return {
      readOnly: this.engines.isReadOnly(),
      projections: this.readModels.status(),
      reactions: this.reactions.status(),
      refusedMessages: this.bus.refusals(),
    }
  }

  /** What every process on what this one shares says of itself; ends with the host. */
  reporting<T>(own: () => T): Pick<Reporting<T>, 'everywhere'> {
    const onError = (error: unknown) => this.told.onError('reports', error)
    const reporting = new Reporting(this.shared, this.newId(), own, onError)
    this.repeated.push(reporting)
    return reporting
  }

  /** How long ago each of its doors said that it knows all; milliseconds. */
  doorAges(): readonly number[] {
    return this.doors.flatMap(({ ageMs }) => ageMs ?? [])
  }

  /** Tells what went wrong inside. */
  failed(where: string, error: unknown): void {
    this.told.onError(where, error)
  }

  /** Ends with the host. */
  whileOpen(repeated: { close(): Promise<void> }): void {
    this.repeated.push(repeated)
  }

  /** Resolves when every read model shows all that was there at the start, or stands still. */
  whole(): Promise<void> {
    return this.readModels.whole()
  }

  /** Resolves when nothing is under way: every read model and reaction has seen everything. For tests and benchmarks. */
  async settled(): Promise<void> {
    const end = () => this.logs.reduce((sum, log) => sum + log.feed.known(), 0)
    for (let before = -1, now = end(); before !== now; now = end()) {
      before = now
      await this.reactions.caughtUp()
      await this.readModels.caughtUp()
    }
  }

  /** Whether it is this process that runs a reaction now. */
  runs(reaction: string): boolean {
    return this.reactions.runs(reaction)
  }

  replay(name: string, key?: string): Promise<number> {
    return this.reactions.replay(name, key)
  }

  handles(entry: Pick<Quarantined, 'reaction' | 'type'>): boolean {
    return this.reactions.handles(entry)
  }

  giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    return this.reactions.giveUp(entry, why)
  }

  /** What was given up, and why. */
  givenUp(): ReturnType<ReactionStore['givenUp']> {
    return this.engines.reactions.givenUp()
  }

  rebuild(): Promise<void> {
    return this.readModels.rebuild()
  }

  /** Stops what reacts, then what writes, then what is read: nothing under way is cut off. */
  close(): Promise<void> {
    this.closing ??= this.closeAll()
    return this.closing
  }

  private async closeAll(): Promise<void> {
    await Promise.all(this.repeated.map((each) => each.close()))
    await this.reactions.close()
    await Promise.all(this.doors.map((door) => door.close()))
    await this.engines.endWriting()
    await this.readModels.close()
    for (const log of this.logs) await log.close()
    await this.engines.close()
  }
}

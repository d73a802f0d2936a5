import { createHmac, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '@careloom/config'
import {
  CareloomError,
  allDoorsHaveSeen,
  everyWhileHeld,
  instantOf,
  openDoor,
  processReactions,
  runReaction,
  runWhileHeld,
  daysIn,
  scheduler,
  tickMs,
  type AnyEvent,
  type Clock,
  type Days,
  type Door,
  type Doors,
  type EventSchema,
  type Feed,
  type FireTimer,
  type GivenUp,
  type Leases,
  type NewId,
  type OpenShared,
  type Place,
  type ProcessEvent,
  type Projection,
  type Published,
  type Quarantined,
  type Reaction,
  type ReadModel,
  type RunningReaction,
  type Timer,
  type ReceivedEvent,
  type Witness,
} from '@careloom/event-sourcing'
import { ErasureLedger } from '@careloom/event-sourcing/keys'
import {
  openSqliteEventStore,
  ReadModelFile,
  runProjection,
  Saver,
  SharedFile,
  sqliteDoors,
  sqliteLeases,
  sqliteShared,
  SqliteKeyring,
  SqliteReactionStore,
  uuidv7,
  WitnessFile,
  Writer,
  type RunningProjection,
  type SqliteEventStore,
} from '@careloom/event-sourcing/sqlite'
import { EmbeddedBus } from '@careloom/messaging'
import {
  inProcessClient,
  RpcFailure,
  withWord,
  type Call,
  type CallerRefusal,
  type Callers,
  type Client,
  type Handlers,
  type ServiceDefinition,
} from '@careloom/rpc'
import { noTracing, type Tracing } from '@careloom/telemetry'
import { hostAs } from './host-as.ts'
import type { Host, HostStatus, Log, Sources } from './host.ts'
import { refuseMissingKeys, secretsIn, watchKeys } from './secrets.ts'
import { syslogWitness } from './syslog-witness.ts'
import { Reporting } from './reporting.ts'
import { Witnessing } from './witnessing.ts'
import { tracedHandlers, tracedReaction } from './traced.ts'

export type EmbeddedOptions = {
  readonly dataDir: string
  /** Where the secrets are that must not lie with the data; beside it (`<data>.secrets`) unless said otherwise. */
  readonly secretsDir?: string
  /** Remembers the heads of the logs; `witness.jsonl` beside the secrets unless said otherwise. */
  readonly witnessFile?: string
  /** Remembers who was erased; `erasures.jsonl` beside the secrets unless said otherwise. */
  readonly ledgerFile?: string
  /** A syslog server that is told the heads as well. */
  readonly syslog?: { readonly host: string; readonly port: number }
  readonly env?: Env
  /** What replicas agree on; `shared.sqlite` in the data folder unless said otherwise. */
  readonly sharedFile?: string
  /** Who may call whom, and for whom: what `as` holds callers to. */
  readonly callers?: Callers
  /** Where the house is (ADR 53): a name of the IANA database. */
  readonly timeZone?: string
  readonly nowMs?: () => number
  readonly tracing?: Tracing
  /** Told of what went wrong inside, by a stable code; for the log. */
  readonly onError?: (where: string, error: unknown) => void
}

/** Longer than a door may be late before it shuts. */
const barrierMs = 3_000

/** Whoever has the host itself, as a caller. */
const itself = 'process'

type Running = {
  readonly service: string
  readonly projection: RunningProjection<unknown>
  readonly feeds: readonly { readonly name: string; known(): number }[]
}

/**
 * All services in one process on SQLite files under one folder. Whoever has it is the process itself and may ask for
 * anybody; a service is given it `as` itself.
 */
export class EmbeddedHost implements Host {
  readonly clock: Clock
  readonly days: Days
  readonly newId: NewId
  readonly env: Env
  readonly bus: EmbeddedBus
  readonly keyring: SqliteKeyring
  readonly shared: OpenShared
  private readonly dataDir: string
  private readonly keyFile: string
  private readonly secretsDir: string
  private readonly stopWatching: () => void
  private readonly writer: Writer
  private readonly reactionStore: SqliteReactionStore
  private readonly hashKey: KeyObject
  private readonly witnessing: Witnessing
  private readonly onError: (where: string, error: unknown) => void
  private readonly tracing: Tracing
  private readonly saver = new Saver()
  private readonly readModels = new Map<string, ReadModelFile>()
  private readonly projections: Running[] = []
  private readonly reactions: RunningReaction[] = []
  private readonly repeated: { close(): Promise<void> }[] = []
  private readonly sharedFile: SharedFile
  private readonly leases: Leases
  private readonly doors: Doors
  private readonly ownDoors: Door[] = []
  private readonly logs: SqliteEventStore<AnyEvent>[] = []
  private readonly services = new Map<string, unknown>()
  private readonly nowMs: () => number
  private readonly callers: Callers
  private readonly refusedCalls = new Map<string, CallerRefusal & { readonly count: number }>()
  private erasedAgain: Promise<void> | undefined
  private closing: Promise<void> | undefined

  constructor(options: EmbeddedOptions) {
    const given = options.nowMs ?? Date.now
    // Whole: a part of a millisecond would make an id that is none.
    const nowMs = () => Math.floor(given())
    this.dataDir = options.dataDir
    this.env = options.env ?? {}
    this.callers = { ...options.callers, [itself]: { calls: [], isProcess: true } }
    this.onError = options.onError ?? (() => undefined)
    this.tracing = options.tracing ?? noTracing
    this.nowMs = nowMs
    this.clock = () => instantOf(nowMs())
    this.days = daysIn(options.timeZone ?? 'America/Los_Angeles')
    this.newId = uuidv7(nowMs)
    mkdirSync(join(this.dataDir, 'logs'), { recursive: true })
    const keyFile = (this.keyFile = join(this.dataDir, 'keys.sqlite'))
    const secretsDir = (this.secretsDir = options.secretsDir ?? `${this.dataDir}.secrets`)
    const { keks, chainKey, claimsKey } = secretsIn(secretsDir)
    this.hashKey = claimsKey
    this.writer = new Writer(keyFile, { keks, chainKey })
    this.writer.onRoom((isFull) => this.saver.hold(isFull))
    this.witnessing = new Witnessing(this.witnessOf(options, secretsDir), (error) =>
      this.onError('witness', error),
    )
    const ledger = new ErasureLedger(options.ledgerFile ?? join(secretsDir, 'erasures.jsonl'), () =>
      this.clock(),
    )
    this.keyring = new SqliteKeyring(keyFile, keks, this.writer, { ledger })
    let current = keks
    this.stopWatching = watchKeys(secretsDir, (changed) => {
      current = changed
      this.keyring.wrapBy(changed)
    })
    this.sharedFile = new SharedFile(options.sharedFile ?? join(this.dataDir, 'shared.sqlite'))
    this.leases = sqliteLeases(this.sharedFile)
    this.doors = sqliteDoors(this.sharedFile)
    this.shared = sqliteShared(this.sharedFile, { keks: () => current, nowMs })
    this.reactionStore = new SqliteReactionStore(join(this.dataDir, 'reactions.sqlite'))
    this.bus = new EmbeddedBus(this.reactionStore, (reaction, feed) => this.run(reaction, feed))
  }

  async openLog(
    service: string,
    schema: EventSchema,
    { isVital = false }: { isVital?: boolean } = {},
  ): Promise<Log> {
    const { writer, keyring, clock, newId } = this
    // Nobody who was erased is read before their key is gone again.
    await (this.erasedAgain ??= this.eraseAgain())
    const file = this.logFile(service)
    const log = await openSqliteEventStore<AnyEvent>({
      name: service,
      file,
      writer,
      keyring,
      schema,
      clock,
      newId,
      isVital,
    })
    this.logs.push(log)
    await this.witnessing.follow(log)
    return log
  }

  project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    { log, topics = [] }: Sources,
  ): RunningProjection<Row> {
    const published = topics.map((topic) => this.bus.feed<E>(topic))
    // The log holds the events of all aggregates of its service; a projection handles only those that it names.
    const feeds = log === undefined ? published : [log.feed as Feed<ReceivedEvent<E>>, ...published]
    const tell = (what: string) =>
      this.onError(`read model ${service}/${projection.name}`, new Error(what))
    const running = runProjection(projection, this.readModelsOf(service), feeds, this.keyring, {
      onAnotherPast: (feed) => tell(`was of another past of ${feed}; it is built anew`),
      onFailure: ({ feed, position, error }) =>
        tell(`stands still at position ${position} of ${feed}: ${error}`),
    })
    this.projections.push({ service, projection: running as RunningProjection<unknown>, feeds })
    return running
  }

  /**
   * Resolves when every read model shows all that was there at the start, or stands still: that one answers nothing, and the
   * others serve. What no read model uses is removed then.
   */
  async whole(): Promise<void> {
    await Promise.all(this.projections.map(({ projection }) => projection.whole()))
    for (const [service, file] of this.readModels) {
      const own = this.projections.filter((running) => running.service === service)
      await file.keepOnly(own.map(({ projection }) => projection.model()))
    }
    this.removeStrayFiles()
  }

  publish(log: Log, { topic, map }: Published): void {
    this.bus.publish({ topic, feed: log.feed, map })
  }

  react: Host['react'] = (log, reaction) => {
    this.reactions.push(this.run(reaction, log.feed as never))
  }

  process: Host['process'] = (log, manager, sources, targets) => {
    const { listen, ask } = processReactions(manager, log.of<ProcessEvent>(), targets)
    for (const source of sources)
      if (typeof source === 'string') this.bus.react(source, listen)
      else this.react(source, listen)
    this.react(log, ask)
  }

  schedule<T extends Timer>(timers: ReadModel<T>, fire: FireTimer<T>): void {
    const { tick } = scheduler(timers, fire, this.clock, (error) => this.onError('timer', error))
    const model = this.projections.find(({ projection }) => projection === timers)
    this.every(`timers ${model?.service}/${model?.projection.status().name}`, tickMs, tick)
  }

  every(name: string, ms: number, work: () => Promise<unknown>): void {
    const onError = (error: unknown) => this.onError(name, error)
    this.repeated.push(everyWhileHeld(this.leases(name), ms, work, { onError }))
  }

  door(sees: (place: Place) => Promise<void>): Door {
    const onError = (error: unknown) => this.onError('door', error)
    const door = openDoor(this.doors, this.newId(), sees, { onError })
    this.ownDoors.push(door)
    return door
  }

  barrier(place: Place, withinMs = barrierMs): Promise<void> {
    return allDoorsHaveSeen(this.doors, place, withinMs, this.ownDoors)
  }

  serve<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): void {
    this.services.set(
      definition.fullName,
      inProcessClient(
        definition,
        this.tracing === noTracing ? handlers : tracedHandlers(definition, handlers, this.tracing),
        this.onError,
      ),
    )
  }

  /** The process asks for whomever it likes, and what it asks is asked on. */
  client<D extends ServiceDefinition>(definition: D): Client<D> {
    return this.reaching(definition, (call) => ({
      ...call,
      metadata: withWord(this.callers, itself, call.metadata, this.nowMs()),
    }))
  }

  /** The same host for one caller: it may ask whom, and for whom, it is declared to (ADR 66). */
  as(name: string): Host {
    const { callers, nowMs } = this
    const onRefused = (refusal: CallerRefusal) => this.refused(refusal)
    const caller = { name, callers, nowMs, onRefused }
    return hostAs(this, caller, (definition) => this.reaching(definition, (call) => call))
  }

  /** Calls that were refused because of who made them, and how often. */
  refusals(): readonly (CallerRefusal & { readonly count: number })[] {
    return [...this.refusedCalls.values()]
  }

  readonly hashed: Host['hashed'] = (kind, naturalKey) =>
    createHmac('sha256', this.hashKey).update(`${kind}\n${naturalKey}`).digest('hex').slice(0, 40)

  status(): HostStatus {
    const projections = this.projections.map(({ service, projection, feeds }) => {
      const status = projection.status()
      const behind = feeds.reduce(
        (sum, feed) => sum + Math.max(0, feed.known() - (status.checkpoints[feed.name] ?? 0)),
        0,
      )
      return { service, behind, ...status }
    })
    const reactions = [...this.reactions.map((each) => each.status()), ...this.bus.status()]
    return { readOnly: this.writer.readOnly !== undefined, projections, reactions }
  }

  /** Resolves when nothing is under way: every read model and reaction has seen everything. For tests and benchmarks. */
  async settled(): Promise<void> {
    for (let before = -1, now = this.totalHead(); before !== now; now = this.totalHead()) {
      before = now
      await Promise.all(this.reactions.map((reaction) => reaction.caughtUp()))
      await this.bus.caughtUp()
      await Promise.all(this.projections.map(({ projection }) => projection.caughtUp()))
    }
  }

  /** What every process on what this one shares says of itself; ends with the host. */
  reporting<T>(own: () => T): Pick<Reporting<T>, 'everywhere'> {
    const onError = (error: unknown) => this.onError('reports', error)
    const reporting = new Reporting(this.shared, this.newId(), own, onError)
    this.repeated.push(reporting)
    return reporting
  }

  /** Stops what reacts, then what writes, then what is read: nothing under way is cut off. */
  close(): Promise<void> {
    this.closing ??= this.closeAll()
    return this.closing
  }

  private async closeAll(): Promise<void> {
    this.stopWatching()
    await Promise.all(this.repeated.map((each) => each.close()))
    await Promise.all([this.bus.close(), ...this.reactions.map((reaction) => reaction.close())])
    await Promise.all(this.ownDoors.map((door) => door.close()))
    await this.writer.close()
    await this.witnessing.close()
    await Promise.all(this.projections.map(({ projection }) => projection.close()))
    await this.saver.close()
    for (const file of this.readModels.values()) file.close()
    for (const log of this.logs) log.close()
    this.keyring.close()
    this.reactionStore.close()
    this.sharedFile.close()
  }

  /** Hands what a reaction set aside to it again; answers how many went through. */
  replay(name: string, key?: string): Promise<number> {
    return this.running(name)?.replay(key) ?? Promise.resolve(0)
  }

  /** Whether a message that was set aside would be handled, if it is handed out again. */
  handles({ reaction, type }: Pick<Quarantined, 'reaction' | 'type'>): boolean {
    return this.running(reaction)?.handlesType(type) ?? false
  }

  /** Lets go what nobody handles any more, for a reason that is kept. @throws CareloomError `CL_STILL_HANDLED` */
  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    if (this.handles(entry))
      throw new CareloomError('CL_STILL_HANDLED', `${entry.reaction} handles ${entry.type}`)
    const running = this.running(entry.reaction)
    await (running?.giveUp(entry, why) ?? this.reactionStore.giveUp(entry, why))
  }

  /** What was given up, and why. */
  givenUp(): ReturnType<SqliteReactionStore['givenUp']> {
    return this.reactionStore.givenUp()
  }

  private running(name: string): RunningReaction | undefined {
    return this.reactions.find((each) => each.name === name) ?? this.bus.running(name)
  }

  async rebuild(): Promise<void> {
    for (const { projection } of this.projections) await projection.rebuild()
  }

  logFile(service: string): string {
    return join(this.dataDir, 'logs', `${service}.sqlite`)
  }

  private witnessOf({ witnessFile, syslog }: EmbeddedOptions, secretsDir: string): Witness {
    const now = () => this.clock()
    const file = new WitnessFile(witnessFile ?? join(secretsDir, 'witness.jsonl'), now)
    return syslog === undefined ? file : syslogWitness(syslog, file, now)
  }

  /** Files of read models that nobody runs any more, and of versions that kept one file each. */
  private removeStrayFiles(): void {
    const folder = join(this.dataDir, 'views')
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder))
      if (!this.readModels.has(name.replace(/\.sqlite(-wal|-shm)?$/, '')))
        rmSync(join(folder, name), { force: true, recursive: true })
  }

  private async eraseAgain(): Promise<void> {
    refuseMissingKeys(this.keyFile, this.secretsDir)
    const back = await this.keyring.eraseAgain()
    if (back > 0)
      this.onError(
        'keys',
        new Error(`${back} keys that had been destroyed were back; destroyed again`),
      )
  }

  private readModelsOf(service: string): ReadModelFile {
    let file = this.readModels.get(service)
    if (file === undefined) {
      file = new ReadModelFile(join(this.dataDir, 'views', `${service}.sqlite`), this.saver)
      this.readModels.set(service, file)
    }
    return file
  }

  private totalHead(): number {
    return this.logs.reduce((sum, log) => sum + log.feed.known(), 0)
  }

  /** Looked up at each call: services start in any order. */
  private reaching<D extends ServiceDefinition>(
    definition: D,
    saying: (call: Call) => Call,
  ): Client<D> {
    const methods = Object.keys(definition.methods).map((name) => [
      name,
      (request: unknown, call: Call) =>
        this.serviceNamed(definition)[name]?.(request, saying(call)),
    ])
    return Object.fromEntries(methods) as Client<D>
  }

  private serviceNamed(
    definition: ServiceDefinition,
  ): Record<string, (request: unknown, call: unknown) => Promise<unknown>> {
    const service = this.services.get(definition.fullName)
    if (service === undefined) throw new RpcFailure('CL_NOT_SERVED_YET', { retryable: true })
    return service as Record<string, (request: unknown, call: unknown) => Promise<unknown>>
  }

  private refused(refusal: CallerRefusal): void {
    const { caller, method, reason } = refusal
    const key = `${caller} ${method} ${reason}`
    const count = (this.refusedCalls.get(key)?.count ?? 0) + 1
    this.refusedCalls.set(key, { ...refusal, count })
    const what = `${caller} may not ask ${method}: ${reason}`
    this.onError(what, new CareloomError('CL_CALLER_REFUSED', what))
  }

  private run<E extends AnyEvent>(
    reaction: Reaction<E>,
    feed: Feed<ReceivedEvent<E>>,
  ): RunningReaction {
    const { reactionStore, tracing } = this
    const options = {
      now: () => this.clock(),
      onFailure: (entry: Quarantined) =>
        this.onError(`reaction ${entry.reaction}`, new Error(entry.error)),
    }
    const traced = tracing === noTracing ? reaction : tracedReaction(reaction, tracing)
    const name = `reaction ${reaction.name}`
    const onError = (error: unknown) => this.onError(name, error)
    const run = () => runReaction(traced, feed, reactionStore, options)
    return runWhileHeld(reaction, this.leases(name), run, { onError })
  }
}

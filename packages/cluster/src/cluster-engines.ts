import type { Connection } from 'mongoose'
import { instantOf, type AnyEvent, type EventSchema, type NewId } from '@careloom/event-sourcing'
import { ErasureLedger } from '@careloom/event-sourcing/keys'
import { openLogEventStore, type LogEventStore } from '@careloom/event-sourcing/log'
import { uuidv7 } from '@careloom/event-sourcing/sqlite'
import {
  hashedBy,
  measuredLeases,
  secretsOfHouse,
  watchKeys,
  Witnessing,
  witnessOf,
  type Engines,
  type HostTold,
  type Secrets,
} from '@careloom/hosting/running'
import {
  KafkaBus,
  kafkaDriver,
  type KafkaBusNeed,
  type KafkaClient,
  type KafkaDriver,
} from '@careloom/kafka'
import {
  remoteHistory,
  topicHandlers,
  type RunReaction,
  type TopicHistory,
} from '@careloom/messaging'
import {
  connectMongo,
  mongoDoors,
  MongoKeyring,
  mongoLeases,
  MongoLogDriver,
  MongoReactionStore,
  mongoRelayCheckpoint,
  mongoShared,
  refuseUnlessMigrated,
} from '@careloom/mongodb'
import { TopicServiceDefinition } from '@careloom/proto/bus'
import { publisherOf } from '@careloom/proto/owners'
import type { Callers } from '@careloom/rpc'
import type { Tracing } from '@careloom/telemetry'
import type { ClusterConfig } from './config.ts'
import { databaseNeeds } from './database.ts'
import type { GrpcCalls } from './grpc-calls.ts'
import { LogHoldings } from './log-holdings.ts'
import { measuredWriting } from './measured-writing.ts'
import type { Replicas } from './replicas.ts'
import { witnessed } from './witnessed.ts'

/** How long an end waits for a database that does not say how far its log goes; milliseconds. */
const witnessMs = 2_000

export type ClusterNeed = {
  /** The service that the process is there for. */
  readonly name: string
  readonly config: ClusterConfig
  readonly kafka: KafkaClient
  readonly prefix: string | undefined
  readonly callers: Callers
  readonly calls: GrpcCalls
  readonly replicas: Replicas
  readonly told: HostTold
}

type Found = {
  readonly connection: Connection
  readonly secrets: Secrets
  readonly keyring: MongoKeyring
}

/**
 * What the process of one service stands on: logs, keys and what replicas agree on in MongoDB, topics over Kafka with their
 * owners' logs as history, calls over gRPC. Read models are files of its own.
 */
export class ClusterEngines implements Engines {
  readonly keyring: MongoKeyring
  readonly reactions: MongoReactionStore
  readonly leases: Engines['leases']
  readonly doors: Engines['doors']
  readonly shared: Engines['shared']
  readonly hashed: Engines['hashed']
  readonly calls: GrpcCalls
  readonly viewsDir: string
  readonly logs: LogHoldings
  private readonly need: ClusterNeed
  private readonly connection: Connection
  private readonly secrets: Secrets
  private readonly newId: NewId
  private readonly driver: KafkaDriver
  private readonly witnessing: Witnessing
  private readonly stopWatching: () => void

  /**
   * @throws CareloomError: what the house must have is missing (`CL_SECRETS_MISSING`, `CL_KEY_MISSING`, `CL_STORE_NOT_MIGRATED`),
   * or the database cannot be reached
   */
  static async open(need: ClusterNeed): Promise<ClusterEngines> {
    const { config, told } = need
    const secrets = secretsOfHouse(config.secretsDir)
    const connection = await connectMongo(config.mongodb, { database: config.database })
    try {
      await refuseUnlessMigrated(connection, databaseNeeds)
      const keyring = await openKeyring(connection, secrets, config.ledgerFile, told)
      return new ClusterEngines(need, { connection, secrets, keyring })
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  private constructor(need: ClusterNeed, { connection, secrets, keyring }: Found) {
    this.need = need
    this.connection = connection
    this.secrets = secrets
    this.keyring = keyring
    const { nowMs, metrics, onError } = need.told
    this.newId = uuidv7(nowMs)
    this.leases = measuredLeases(mongoLeases(connection), metrics)
    this.doors = mongoDoors(connection)
    let { keks } = secrets
    this.shared = mongoShared(connection, { keks: () => keks, nowMs })
    this.stopWatching = watchKeys(need.config.secretsDir, keks, (changed) => {
      keks = changed
      keyring.wrapBy(changed)
    })
    const witness = witnessOf(need.config, () => instantOf(nowMs()))
    this.witnessing = new Witnessing(witness, (error) => onError('witness', error))
    this.reactions = new MongoReactionStore(connection)
    this.hashed = hashedBy(secrets.claimsKey)
    this.calls = need.calls
    this.viewsDir = need.config.viewsDir
    const { name, replicas } = need
    const leases = (at: string) => measuredLeases(mongoLeases(connection, { at }), metrics)
    this.logs = new LogHoldings({ name, replicas, leases, onError })
    this.driver = kafkaDriver(need.kafka, { onError: (error) => onError('kafka', error) })
  }

  async openLog(service: string, schema: EventSchema): Promise<LogEventStore<AnyEvent>> {
    const measured = measuredWriting(service, this.need.told.metrics)
    const take = measured.taking((asked) => log.take(asked))
    const { direction } = this.logs.add(service, take)
    const log = await openLogEventStore<AnyEvent>({
      name: service,
      driver: measured.driver(new MongoLogDriver(this.connection, service)),
      chainKey: this.secrets.chainKey,
      keyring: this.keyring,
      schema,
      clock: () => instantOf(this.need.told.nowMs()),
      newId: this.newId,
      direction: measured.handing(direction),
    })
    try {
      await this.witnessing.follow(witnessed(log))
      return log
    } catch (error) {
      await log.close()
      throw error
    }
  }

  openBus(run: RunReaction): KafkaBus {
    const { driver, keyring, leases, reactions } = this
    const { callers, calls, prefix, told } = this.need
    const bus = new KafkaBus({
      driver,
      ...(prefix === undefined ? {} : { prefix }),
      reactions,
      run,
      keyring,
      proofKey: this.secrets.messagesKey,
      leases,
      checkpointOf: (topic) => mongoRelayCheckpoint(this.connection, topic),
      historyOf: (topic) => this.historyOf(topic),
      onError: told.onError,
      sending: relaying(told.tracing),
    })
    const published = (topic: string) => bus.published(topic)
    calls.serve(TopicServiceDefinition, topicHandlers({ published, keys: keyring, callers }))
    return bus
  }

  isReadOnly(): boolean {
    return false
  }

  onRoom(): void {
    // A database that has no more room is away: whoever writes waits for it.
  }

  async endWriting(): Promise<void> {
    this.stopWatching()
    const late = new Promise((resolve) => setTimeout(resolve, witnessMs).unref())
    await Promise.race([this.witnessing.close(), late])
    await this.driver.close()
  }

  async close(): Promise<void> {
    this.calls.close()
    await this.reactions.close()
    await this.keyring.close()
    await this.connection.close()
  }

  private historyOf(topic: string): TopicHistory<AnyEvent> | undefined {
    const { name, calls } = this.need
    const owner = publisherOf(topic)
    if (owner === name) return undefined
    const client = calls.at(owner, name, TopicServiceDefinition)
    return remoteHistory({ topic, client, keys: this.keyring, follower: name })
  }
}

/** The keys of the house. Who was erased is not read before their key is gone again. */
async function openKeyring(
  connection: Connection,
  { keks }: Secrets,
  ledgerFile: string | undefined,
  { nowMs, onError }: HostTold,
): Promise<MongoKeyring> {
  const ledger =
    ledgerFile === undefined ? undefined : new ErasureLedger(ledgerFile, () => instantOf(nowMs()))
  const keyring = await MongoKeyring.open(connection, keks, {
    onError: (error) => onError('keys', error),
    ledger,
  })
  const back = await keyring.eraseAgain()
  if (back > 0) onError('keys', new Error(`${back} keys that had been destroyed were back`))
  return keyring
}

/** A batch belongs to the traces of all its events. */
function relaying({ linked }: Tracing): NonNullable<KafkaBusNeed['sending']> {
  return ({ topic, events }, send) => {
    if (events.length === 0) return send()
    const traceparents = events.map(({ meta }) => meta.traceparent)
    const about = { 'careloom.topic': topic, 'careloom.count': events.length }
    return linked('relay', traceparents, about, send)
  }
}

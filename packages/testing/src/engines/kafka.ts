import { GenericContainer, Network, Wait, type StartedNetwork } from 'testcontainers'
import { engineIn, type Engine } from './container.ts'
import { freePort } from '../free-port.ts'
import { imageOf } from './images.ts'

export type Kafka = {
  /** Where clients find it: `host:port` of every broker. */
  readonly brokers: readonly string[]
  /** One of them, in the order of `brokers`. */
  readonly each: readonly Engine[]
  remove(): Promise<void>
}

/**
 * Kafka as one broker, or as some that hold every topic thrice and take a message when two have it (R16: replication factor
 * three, two in sync).
 * @param settings of each broker, beside the rest, by the names of its environment
 */
export async function startKafka(
  count = 1,
  settings: Readonly<Record<string, string>> = {},
): Promise<Kafka> {
  const network = await new Network().start()
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const each = await Promise.all(
    ports.map((port, i) => broker(i + 1, port, count, network, settings)),
  )
  return {
    brokers: ports.map((port) => `localhost:${port}`),
    each,
    async remove() {
      await Promise.all(each.map((one) => one.remove()))
      await network.stop()
    },
  }
}

async function broker(
  id: number,
  port: number,
  count: number,
  network: StartedNetwork,
  settings: Readonly<Record<string, string>>,
): Promise<Engine> {
  const voters = Array.from({ length: count }, (_, i) => `${i + 1}@kafka-${i + 1}:9093`).join(',')
  const copies = String(Math.min(3, count))
  const inSync = String(count === 1 ? 1 : 2)
  const started = await new GenericContainer(imageOf('Kafka'))
    .withNetwork(network)
    .withNetworkAliases(`kafka-${id}`)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
      KAFKA_NODE_ID: String(id),
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:19092,CONTROLLER://:9093,HOST://:9092',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://kafka-${id}:19092,HOST://localhost:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP:
        'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_BROKER_SESSION_TIMEOUT_MS: '3000',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: copies,
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: copies,
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: inSync,
      KAFKA_DEFAULT_REPLICATION_FACTOR: copies,
      KAFKA_MIN_INSYNC_REPLICAS: inSync,
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m',
      ...settings,
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(180_000)
    .start()
  return engineIn(started)
}

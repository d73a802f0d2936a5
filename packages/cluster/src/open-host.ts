import { randomUUID } from 'node:crypto'
import { RunningHost, type HostTold } from '@careloom/hosting/running'
import { settings as kafkaSettings } from '@careloom/kafka/config'
import { callerKeysIn, GrpcServer } from '@careloom/rpc/grpc'
import { ClusterEngines } from './cluster-engines.ts'
import { callersIn, type ClusterConfig } from './config.ts'
import { GrpcCalls } from './grpc-calls.ts'
import type { LogHoldings } from './log-holdings.ts'
import { Replicas } from './replicas.ts'
import { openKafka } from './topics.ts'
import type { Ways } from './ways.ts'

/** What a service of a house runs on, the server at which it is called, and its part in who writes its logs. */
export type OpenHost = {
  readonly host: RunningHost<ClusterEngines>
  readonly server: GrpcServer
  readonly logs: LogHoldings
}

/**
 * Opens what the process of one service runs on.
 * @param ways how it calls others
 * @param isHealthy what its server says of its health
 * @throws WrongSettings; CareloomError or TypeError when something of the house is missing or away
 */
export async function openHost(
  name: string,
  config: ClusterConfig,
  told: HostTold,
  ways: Ways,
  isHealthy: () => boolean,
): Promise<OpenHost> {
  const { callerKeysDir: keysIn } = config
  const { onError } = told
  const callers = callersIn(config)
  const { keyOf } = callerKeysIn(keysIn, name)
  const onRefused: GrpcCalls['noteRefused'] = (refusal) => calls.noteRefused(refusal)
  const server = new GrpcServer({
    isHealthy,
    trust: { callers, keyOf, onRefused },
    onError,
    isReflected: config.reflection === 'anybody',
  })
  const calls = new GrpcCalls({ name, server, ways, keysIn, callers, told })
  const replicas = new Replicas({ name, server, ways, keysIn, told, onRefused })
  const kafkaConfig = kafkaSettings.read(told.env)
  const kafka = await openKafka(kafkaConfig, `${name}-${randomUUID()}`)
  const { prefix } = kafkaConfig
  const need = { name, config, kafka, prefix, callers, calls, replicas, told }
  const engines = await ClusterEngines.open(need)
  return { host: new RunningHost(engines, told), server, logs: engines.logs }
}

import type { ConfigOf } from '@careloom/config'
import type { KafkaClient } from './client.ts'
import type { settings } from './config.ts'
import { kafkajsClient } from './kafkajs.ts'
import { platformaticClient } from './platformatic.ts'

/** The clients by the names that a house says. */
export const clients = { kafkajs: kafkajsClient, platformatic: platformaticClient } as const

/** The client that the house has chosen. @param clientId names this process */
export function openClient(
  { client, brokers }: ConfigOf<typeof settings>,
  clientId: string,
): KafkaClient {
  return clients[client]({ brokers, clientId })
}

import type { ConfigOf } from '@careloom/config'
import {
  migrateTopics,
  oneCopy,
  openClient,
  refuseWrongTopics,
  safeCopies,
  type KafkaClient,
} from '@careloom/kafka'
import type { settings } from '@careloom/kafka/config'
import { topics } from '@careloom/proto/owners'

type KafkaConfig = ConfigOf<typeof settings>

const named = ({ prefix = '' }: KafkaConfig) => topics.map((topic) => `${prefix}${topic}`)
const copiesOf = ({ brokerCount }: KafkaConfig) => (brokerCount === 'one' ? oneCopy : safeCopies)

/** @param clientId names this process @throws WrongTopics when a topic of the house is missing or may lose messages */
export async function openKafka(config: KafkaConfig, clientId: string): Promise<KafkaClient> {
  const kafka = openClient(config, clientId)
  try {
    await refuseWrongTopics(kafka, named(config), copiesOf(config))
    return kafka
  } catch (error) {
    await kafka.close()
    throw error
  }
}

/** Makes the topics of the house that are missing. */
export async function makeTopics(config: KafkaConfig): Promise<readonly string[]> {
  const kafka = openClient(config, 'careloom-migration')
  try {
    await migrateTopics(kafka, named(config), copiesOf(config))
    return named(config)
  } finally {
    await kafka.close()
  }
}

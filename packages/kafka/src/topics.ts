import { setTimeout } from 'node:timers/promises'
import { CareloomError } from '@careloom/event-sourcing'
import type { KafkaAdmin, NewTopic, TopicState } from './client.ts'

/** How many brokers hold a topic, and how many of them have a message when it is acknowledged. */
export type Copies = { readonly replicas: number; readonly minInSync: number }

/** What a house needs to lose nothing when a broker is lost. */
export const safeCopies: Copies = { replicas: 3, minInSync: 2 }
/** For a house that says it has one broker. */
export const oneCopy: Copies = { replicas: 1, minInSync: 1 }

const partitions = 1
const weekMs = 7 * 24 * 3_600_000
/** A batch is smaller; one event may be larger. */
const maxMessageBytes = 8 * 1_024 * 1_024

/** Topics of the house are not as they must be. Its message names each, and what is wrong with it. */
export class WrongTopics extends CareloomError {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super('CL_WRONG_TOPICS', `Topics are not as they must be:\n  ${problems.join('\n  ')}`)
    this.problems = problems
  }
}

/** Makes the topics that are missing; the others stay as they are. Once or often, the outcome is the same. @throws the client's error */
export async function migrateTopics(
  admin: KafkaAdmin,
  topics: readonly string[],
  copies: Copies = safeCopies,
  againMs = 500,
): Promise<void> {
  for (const topic of topics) await make(admin, newTopic(topic, copies), againMs)
}

/** @throws WrongTopics */
export async function refuseWrongTopics(
  admin: KafkaAdmin,
  topics: readonly string[],
  copies: Copies = safeCopies,
): Promise<void> {
  const states = await Promise.all(topics.map((topic) => admin.topicState(topic)))
  const problems = states.flatMap((state, i) =>
    problemsOf(state, copies).map((problem) => `${topics[i]} ${problem}`),
  )
  if (problems.length > 0) throw new WrongTopics(problems)
}

function newTopic(topic: string, { replicas, minInSync }: Copies): NewTopic {
  const configs = {
    'min.insync.replicas': String(minInSync),
    'cleanup.policy': 'delete',
    'retention.ms': String(weekMs),
    'unclean.leader.election.enable': 'false',
    'max.message.bytes': String(maxMessageBytes),
  }
  return { topic, partitions, replicas, configs }
}

const tries = 20

/** kafkajs says of a new topic now and then that it is not there; whether it is, the brokers say a moment later. */
async function make(admin: KafkaAdmin, topic: NewTopic, againMs: number): Promise<void> {
  const isThere = async () => (await admin.topicState(topic.topic)) !== undefined
  for (let left = tries; !(await isThere()); left -= 1)
    try {
      await admin.createTopic(topic)
    } catch (error) {
      if (left === 0) throw error
      await setTimeout(againMs)
    }
}

function problemsOf(state: TopicState | undefined, copies: Copies): readonly string[] {
  if (state === undefined) return ['is missing: the migration step makes it']
  const { configs, replicas } = state
  const minInSync = Number(configs['min.insync.replicas'])
  const said = (name: string) => `${name} is ${configs[name]}`
  return [
    state.partitions !== partitions &&
      `has ${state.partitions} partitions: it must have ${partitions}, because a topic is one sequence`,
    replicas < copies.replicas &&
      `has ${replicas} replicas: it must have at least ${copies.replicas}`,
    !(minInSync >= copies.minInSync) &&
      `takes a message that ${minInSync} brokers have: min.insync.replicas must be at least ${copies.minInSync}`,
    minInSync > replicas &&
      `takes no message: min.insync.replicas is above its ${replicas} replicas`,
    configs['cleanup.policy'] !== 'delete' &&
      `leaves out messages that lie between others: ${said('cleanup.policy')}, and must be delete`,
    configs['retention.ms'] === '0' && 'keeps nothing: retention.ms is 0',
    configs['retention.bytes'] === '0' && 'keeps nothing: retention.bytes is 0',
    configs['unclean.leader.election.enable'] !== 'false' &&
      `may forget what it has acknowledged: ${said('unclean.leader.election.enable')}, and must be false`,
  ].filter((problem) => problem !== false)
}

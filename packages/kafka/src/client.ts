/** A message as it is sent to a partition. */
export type Message = {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer
}

/** A message as it lies in a partition. */
export type StoredMessage = Message & { readonly offset: bigint }

/** What the broker answers for one partition; 0 is no error. */
export type Answer = {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
}

/** Idempotent, acknowledged by all replicas in sync, one request under way. */
export type Producer = {
  send(topic: string, partition: number, messages: readonly Message[]): Promise<readonly Answer[]>
  close(): Promise<void>
}

export type Place = { readonly topic: string; readonly partition: number; readonly offset: bigint }

/** Resolves when it has been dealt with; what rejects is handed out again. */
export type Take = (messages: readonly StoredMessage[]) => Promise<void>

export type Reading = {
  /** Resolves when nothing more is handed out, whoever ended it. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** What there is of a topic. */
export type TopicState = {
  readonly partitions: number
  /** Of the partition that has the fewest. */
  readonly replicas: number
  readonly configs: Readonly<Record<string, string>>
}

export type NewTopic = {
  readonly topic: string
  readonly partitions: number
  readonly replicas: number
  readonly configs: Readonly<Record<string, string>>
}

/** What there is in a house's Kafka, and how it is made. */
export type KafkaAdmin = {
  /** The offsets of the first message that a partition still has, and of the next one that will come. */
  bounds(topic: string, partition: number): Promise<{ first: bigint; next: bigint }>
  createTopic(topic: NewTopic): Promise<void>
  /** Undefined when there is no such topic. */
  topicState(topic: string): Promise<TopicState | undefined>
  close(): Promise<void>
}

/** As much of Kafka as the house needs, as each of its clients can do it. What fails is the client's own error. */
export type KafkaClient = KafkaAdmin & {
  producer(): Promise<Producer>
  /** Hands out what lies in a partition from an offset on, in order, one piece after the other. */
  read(from: Place, take: Take): Promise<Reading>
}

export type ClientOptions = {
  /** `host:port` of some brokers; they name the others. */
  readonly brokers: readonly string[]
  /** Names the process in the broker's logs and groups. */
  readonly clientId: string
}

/** Each reading is a group of its own: nobody shares its partitions, and none waits for what a crash left. */
export function groupIds({ clientId }: ClientOptions): (topic: string) => string {
  let count = 0
  return (topic) => `${clientId}.${topic}.${(count += 1)}`
}

/** How long a request and its repetitions may take; milliseconds. */
export const requestMs = 10_000
export const tries = 10
export const betweenTriesMs = 500
/** How long a broker holds a request for news that are not there yet. */
export const maxWaitMs = 500

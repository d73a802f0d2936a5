import { LRUCache } from 'lru-cache'
import type { AnyEvent, Page, ReceivedEvent } from '@careloom/event-sourcing'
import type { TopicServiceDefinition } from '@careloom/proto/bus'
import type { Client } from '@careloom/rpc'
import { openedEvents, type Keys } from '../sealed-event.ts'
import type { TopicHistory } from '../topic-tail.ts'

export type RemoteNeed = {
  readonly topic: string
  readonly client: Client<typeof TopicServiceDefinition>
  readonly keys: Keys
  /** Who follows the topic: a name among the callers. */
  readonly follower: string
}

const marksKept = 64

/** A topic in the log of the process that publishes it, as another process reads it. */
export function remoteHistory(need: RemoteNeed): TopicHistory<AnyEvent> {
  return new RemoteHistory(need)
}

class RemoteHistory implements TopicHistory<AnyEvent> {
  private readonly need: RemoteNeed
  private readonly call
  /** Everybody here who follows it asks for the same ones; what is written does not change. */
  private readonly marks = new LRUCache<number, string>({ max: marksKept })
  /** As it was told last; not known before `latest` was asked. */
  log: string | undefined
  form = ''

  constructor(need: RemoteNeed) {
    this.need = need
    const { follower, topic } = need
    const metadata = { actor: `system:${follower}.topics`, causationId: `follow ${topic}` }
    this.call = { metadata }
  }

  async readAll(after: number, limit: number): Promise<Page<ReceivedEvent<AnyEvent>>> {
    const { topic, client, keys } = this.need
    const { events, through } = await client.read({ topic, after, limit }, this.call)
    return { events: await openedEvents(topic, events, keys), through }
  }

  async latest(): Promise<number> {
    return (await this.describe()).latest
  }

  async mark(position: number): Promise<string | undefined> {
    const known = this.marks.get(position)
    if (known !== undefined) return known
    const { mark } = await this.describe(position)
    if (mark !== undefined) this.marks.set(position, mark)
    return mark
  }

  private async describe(markAt?: number) {
    const { topic, client } = this.need
    const answer = await client.describe({ topic, markAt }, this.call)
    this.log = answer.log
    this.form = answer.form
    return answer
  }
}

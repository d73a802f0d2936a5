import type { AnyEvent, DataOf } from './decider.ts'
import type { ReceivedEvent } from './projection.ts'
import type { Topic } from './topic.ts'

/** What a service tells others of its log: each private event that has a place in the contract leads to one message. */
export type Published = {
  readonly topic: string
  /** The messages of the topic, by name. */
  readonly types: readonly string[]
  /** Undefined: the event stays private. */
  readonly map: (event: ReceivedEvent<AnyEvent>) => AnyEvent | undefined
}

/** Every field named, also those that may be absent: so that none is forgotten. */
type Whole<Message> = { readonly [Key in keyof Message]-?: Message[Key] }

/** What is published is nobody's to change. */
type Frozen<T> = T extends string
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T

type Made<E extends AnyEvent, Message> = {
  readonly from: readonly E['type'][]
  readonly as: (event: ReceivedEvent<E>) => Message | undefined
}

/**
 * A table with an entry for every message of a topic: how its data follows from the private event of the same name, or,
 * for one that has no such event, which events it is made `from`. A message without an entry does not compile; an event
 * without a message stays private.
 */
export type Publishing<E extends AnyEvent, P extends AnyEvent> = {
  readonly [Name in P['type']]: Name extends E['type']
    ? (
        data: DataOf<E, Name>,
        event: ReceivedEvent<Extract<E, { type: Name }>>,
      ) => Whole<Frozen<DataOf<P, Name>>> | undefined
    : Made<E, Whole<Frozen<DataOf<P, Name>>>>
}

type Entry = ((data: unknown, event: ReceivedEvent<AnyEvent>) => unknown) | Made<AnyEvent, unknown>

/** @throws TypeError when one event would lead to two messages */
export function publishes<E extends AnyEvent, P extends AnyEvent>(
  topic: Topic<P>,
  table: Publishing<E, P>,
): Published {
  const maps = new Map<string, Published['map']>()
  // Each entry is asked with events of the types that it stands for, and with no others.
  for (const [type, entry] of Object.entries<unknown>(table) as [string, Entry][])
    for (const from of typeof entry === 'function' ? [type] : entry.from) {
      if (maps.has(from)) throw new TypeError(`${from} would be published twice on ${topic}`)
      maps.set(from, mapOf(type, entry))
    }
  return { topic, types: Object.keys(table), map: (event) => maps.get(event.type)?.(event) }
}

function mapOf(type: string, entry: Entry): Published['map'] {
  return (event) => {
    const data = typeof entry === 'function' ? entry(event.data, event) : entry.as(event)
    return data === undefined ? undefined : { type, data }
  }
}

/** Exactly these fields of the data: what is not named stays private. */
export function pick<Key extends string>(
  ...keys: readonly Key[]
): <Data extends object>(data: Data) => Whole<Pick<Data, Key & keyof Data>> {
  return <Data extends object>(data: Data) => {
    const picked: Partial<Record<string, unknown>> = {}
    for (const key of keys) picked[key] = (data as Readonly<Record<string, unknown>>)[key]
    return picked as Whole<Pick<Data, Key & keyof Data>>
  }
}

import type { KeyObject } from 'node:crypto'
import {
  CareloomError,
  subjectOf,
  type AnyEvent,
  type Envelope,
  type Keyring,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { open, seal } from '@careloom/event-sourcing/log'

/**
 * A published event on its way to another process. Whoever carries it can read its envelope, which holds opaque ids and names
 * of our own; its body is sealed with the key of whose it is, and opens under no other envelope and in no other topic.
 */
export type SealedEvent = { readonly envelope: string; readonly body: Uint8Array }

/** The keys at hand. */
export type Keys = Pick<Keyring<KeyObject>, 'load' | 'peek'>

/** What was brought is not what was sent, or not of this topic. */
export class MessageDamaged extends CareloomError {
  constructor(topic: string, cause?: unknown) {
    super('CL_MESSAGE_DAMAGED', `${topic}: a message is not what was sent`, { cause })
  }
}

type Told = Pick<Envelope, 'position' | 'stream' | 'revision' | 'id' | 'time' | 'meta'> & {
  readonly type: string
}

/** Events as they leave the process; those of people who were erased meanwhile stay. */
export async function sealedEvents(
  topic: string,
  events: readonly ReceivedEvent<AnyEvent>[],
  keys: Keys,
): Promise<readonly (SealedEvent & { readonly position: number })[]> {
  await keys.load([...new Set(events.map(({ meta }) => subjectOf(meta)))])
  return events.flatMap((event) => {
    const key = keyOf(keys, topic, event.meta)
    if (key === undefined) return []
    const { position, stream, revision, id, time, type, meta, data } = event
    const told: Told = { position, stream, revision, id, time, type, meta }
    const envelope = JSON.stringify(told)
    return [{ position, envelope, body: seal(key, JSON.stringify(data), frameOf(topic, envelope)) }]
  })
}

/**
 * Events as they were published; those of erased people are left out.
 * @throws MessageDamaged; CareloomError `CL_KEY_MISSING`, retryable
 */
export async function openedEvents(
  topic: string,
  sealed: readonly SealedEvent[],
  keys: Keys,
): Promise<readonly ReceivedEvent<AnyEvent>[]> {
  const told = sealed.map(({ envelope }) => toldIn(topic, envelope))
  await keys.load([...new Set(told.map(({ meta }) => subjectOf(meta)))])
  return told.flatMap((each, i) => {
    const key = keyOf(keys, topic, each.meta)
    if (key === undefined) return []
    const { envelope = '', body = new Uint8Array() } = sealed[i] ?? {}
    const { person, causationId } = each.meta
    return [
      { ...each, person, causationId, erased: false, data: dataIn(topic, envelope, body, key) },
    ]
  })
}

function frameOf(topic: string, envelope: string): Buffer {
  return Buffer.from(`${topic}\n${envelope}`)
}

/** Undefined when it was destroyed. */
function keyOf(keys: Keys, topic: string, meta: Told['meta']): KeyObject | undefined {
  const key = keys.peek(subjectOf(meta))
  if (key === undefined)
    throw new CareloomError('CL_KEY_MISSING', `${topic}: a key is not here`, { retryable: true })
  return key === 'erased' ? undefined : key
}

function dataIn(topic: string, envelope: string, body: Uint8Array, key: KeyObject): unknown {
  try {
    return JSON.parse(open(key, body, frameOf(topic, envelope)))
  } catch (error) {
    throw new MessageDamaged(topic, error)
  }
}

function toldIn(topic: string, envelope: string): Told {
  try {
    const told: unknown = JSON.parse(envelope)
    if (isTold(told)) return told
  } catch {
    // Falls through to the same answer.
  }
  throw new MessageDamaged(topic)
}

/** The seal proves the rest; whose key opens it has to be read first. */
function isTold(told: unknown): told is Told {
  if (typeof told !== 'object' || told === null) return false
  const { position, type, meta } = told as Record<string, unknown>
  return (
    Number.isSafeInteger(position) &&
    typeof type === 'string' &&
    typeof meta === 'object' &&
    meta !== null
  )
}

import type { AnyEvent } from './decider.ts'
import type { EventStore, RecordedEvent } from './event-store.ts'
import { StreamErased } from './failure.ts'

/** A whole stream; undefined when its person was erased: it can be read by nobody, and that is no failure. */
export async function readUnlessErased<E extends AnyEvent>(
  store: Pick<EventStore<E>, 'read'>,
  stream: string,
): Promise<readonly RecordedEvent<E>[] | undefined> {
  try {
    return await store.read(stream)
  } catch (error) {
    if (error instanceof StreamErased) return undefined
    throw error
  }
}

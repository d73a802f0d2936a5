import type { KeyObject } from 'node:crypto'
import { firstSchema, instantOf, type AnyEvent, type Keyring } from '@careloom/event-sourcing'
import {
  openLogEventStore,
  type Direction,
  type LogEventStore,
  type LogEventStoreOptions,
  type ReadableLog,
} from '@careloom/event-sourcing/log'
import { uuidv7 } from '@careloom/event-sourcing/sqlite'
import type { StoreUnderTest } from './event-store.contract.ts'
import { MemoryKeyring } from './memory-keyring.ts'
import type { NoteEvent } from './notes.ts'
import { scratchKey } from './scratch-log.ts'
import type { TestContext } from './with-context.ts'

export type LogStoreOptions = Partial<
  Pick<LogEventStoreOptions, 'keyring' | 'limits' | 'lookMs' | 'direction'>
> & {
  readonly chainKey?: KeyObject
}

/** An event store named `test` on a driver; keys are in memory unless some are given. */
export function openLogStore<E extends AnyEvent>(
  driver: ReadableLog,
  { chainKey = scratchKey, keyring = new MemoryKeyring(), ...rest }: LogStoreOptions = {},
): Promise<LogEventStore<E>> {
  const made = { schema: firstSchema, clock: () => instantOf(Date.now()), newId: uuidv7(Date.now) }
  return openLogEventStore<E>({ name: 'test', driver, chainKey, keyring, ...made, ...rest })
}

/** What a process stands on: the same log and the same keys as every other one. */
export type LogProcess = {
  readonly driver: ReadableLog
  readonly keyring: LogEventStoreOptions['keyring'] & Pick<Keyring, 'erase'>
  /** Through whom it writes; by itself unless said otherwise. */
  readonly direction?: Direction
}

/** For the contract of event stores. */
export async function logStoreUnderTest(
  t: TestContext,
  process: () => Promise<LogProcess>,
  limits: LogEventStoreOptions['limits'] = {},
): Promise<StoreUnderTest> {
  const open = async () => {
    const { driver, ...options } = await process()
    const { keyring } = options
    const store = await openLogStore<NoteEvent>(driver, { limits, ...options })
    t.after(() => store.close())
    return { store, keyring }
  }
  const { store, keyring } = await open()
  return {
    store,
    erase: (person) => keyring.erase(person),
    another: async () => ({ store: (await open()).store, writes: true }),
    async reopen() {
      await store.close()
      return logStoreUnderTest(t, process, limits)
    },
  }
}

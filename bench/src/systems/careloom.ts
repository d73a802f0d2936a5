import { createSecretKey } from 'node:crypto'
import { join } from 'node:path'
import { firstSchema, instantOf, type Metadata } from '@careloom/event-sourcing'
import {
  openSqliteEventStore,
  SqliteKeyring,
  uuidv7,
  Writer,
} from '@careloom/event-sourcing/sqlite'
import { envelope, type Accepted } from '../events.ts'

/** The product's store as every service opens it: sealed, checked, chained, in a writer thread. */
export async function openCareloom(folder: string) {
  const kek = createSecretKey(Buffer.alloc(32, 9))
  const writer = new Writer(join(folder, 'keys.sqlite'), { keks: [kek], chainKey: kek })
  const keyring = new SqliteKeyring(join(folder, 'keys.sqlite'), [kek], writer)
  const file = join(folder, 'bench.sqlite')
  const clock = () => instantOf(Date.now())
  const store = await openSqliteEventStore<Accepted>({
    name: 'bench',
    file,
    writer,
    keyring,
    schema: firstSchema,
    clock,
    newId: uuidv7(Date.now),
  })
  return {
    store,
    keyring,
    async close() {
      await writer.close()
      store.close()
      keyring.close()
    },
  }
}

let causes = 0
const { actor, correlationId } = envelope

/** As every command carries it; one key for a thousand people's worth of streams, as a programme has. */
export function because(person: number): Metadata {
  return {
    actor: actor.id,
    organization: actor.organization,
    purpose: 'TREAT',
    person: `0190a000-0000-7000-8000-${String(person % 1_000).padStart(12, '0')}`,
    causationId: `${envelope.causationId.slice(0, 24)}${String(++causes).padStart(12, '0')}`,
    correlationId,
  }
}

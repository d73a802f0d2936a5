import { isDeepStrictEqual } from 'node:util'
import { CareloomError } from '@careloom/event-sourcing'
import type { Connection } from 'mongoose'
import { asked } from './failure.ts'

export type IndexNeed = {
  readonly keys: Readonly<Record<string, 1 | -1>>
  readonly unique?: true
  /** Documents without the key are not in it. */
  readonly sparse?: true
  /** Documents go so many seconds after the time that they hold under the key. */
  readonly expireAfterSeconds?: number
}

/** A collection as whoever stands on it needs it, by its declaration. */
export type CollectionNeeds = {
  readonly name: string
  readonly indexes: readonly IndexNeed[]
}

/** Makes collections and indexes that are not there; nothing else makes any. Idempotent. */
export async function migrate(
  connection: Connection,
  needs: readonly CollectionNeeds[],
): Promise<void> {
  const there = await collectionsOf(connection)
  for (const { name, indexes } of needs)
    await asked(`makes ${name}`, async () => {
      if (!there.has(name)) await connection.createCollection(name)
      for (const { keys, ...options } of indexes)
        await connection.collection(name).createIndex(keys, options)
    })
}

/** @throws CareloomError `CL_STORE_NOT_MIGRATED`, naming each collection and index that is missing or is another */
export async function refuseUnlessMigrated(
  connection: Connection,
  needs: readonly CollectionNeeds[],
): Promise<void> {
  const there = await collectionsOf(connection)
  const missing: string[] = []
  for (const { name, indexes } of needs)
    if (there.has(name)) missing.push(...(await missingIndexes(connection, name, indexes)))
    else missing.push(name)
  if (missing.length > 0)
    throw new CareloomError(
      'CL_STORE_NOT_MIGRATED',
      `the database ${connection.name} was not migrated for this version; it lacks ${missing.join(', ')}`,
    )
}

async function missingIndexes(
  connection: Connection,
  name: string,
  indexes: readonly IndexNeed[],
): Promise<string[]> {
  const found = await asked(`which indexes ${name} has`, () =>
    connection.collection(name).listIndexes().toArray(),
  )
  const made = found.map((index) => needOf(index))
  return indexes
    .map((index) => needOf({ ...index, key: index.keys }))
    .filter((index) => !made.some((each) => isDeepStrictEqual(each, index)))
    .map((index) => `${name} by ${JSON.stringify(index)}`)
}

/** What of an index makes a difference, in the order in which its keys are. */
function needOf(index: Record<string, unknown>): unknown {
  const keys = Object.entries(index['key'] as object).map(([key, order]) => [key, Number(order)])
  return {
    keys,
    ...(index['unique'] === true ? { unique: true } : {}),
    ...(index['sparse'] === true ? { sparse: true } : {}),
    ...(typeof index['expireAfterSeconds'] === 'number'
      ? { expireAfterSeconds: index['expireAfterSeconds'] }
      : {}),
  }
}

async function collectionsOf(connection: Connection): Promise<ReadonlySet<string>> {
  const found = await asked('which collections it has', () => connection.listCollections())
  return new Set(found.map(({ name }) => name))
}

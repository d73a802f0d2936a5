import type { Env } from '@careloom/config'
import { exchangeKey, secretsOfHouse, type RotationStep } from '@careloom/hosting/running'
import { connectMongo, KeyCollection, KnownKeys, refuseUnlessMigrated } from '@careloom/mongodb'
import { exchange } from './config.ts'
import { databaseNeeds } from './database.ts'

/**
 * Exchanges the key-encryption key of a house, in a folder of its secrets that can be written, while its processes go on. They
 * find the same there, or are given it while this waits for them.
 * @throws WrongSettings; NotBegun when nothing was changed; CareloomError: `CL_SECRETS_MISSING`, `CL_KEY_MISSING`,
 * `CL_STORE_NOT_MIGRATED`, or the database cannot be reached
 */
export async function rotateKeyOfHouse(
  env: Env,
  say: (line: string) => void,
  onStep?: (step: RotationStep) => void,
): Promise<{ current: string; retired: string[]; secretsDir: string }> {
  const { mongodb, database, secretsDir } = exchange.read(env)
  const { keks } = secretsOfHouse(secretsDir)
  const connection = await connectMongo(mongodb, { database })
  try {
    await refuseUnlessMigrated(connection, databaseNeeds)
    const stored = new KeyCollection(connection, keks)
    await stored.refuseMissing()
    const known = new KnownKeys(connection)
    const keys = {
      byWrapping: () => stored.byWrapping(),
      async wrapAnew(current: typeof keks) {
        stored.wrapBy(current)
        await stored.wrapAllAnew()
      },
      unaware: (id: string) => known.unaware(id),
      behind: (id: string) => known.behind(id),
    }
    return { ...(await exchangeKey({ secretsDir, keys, say, onStep })), secretsDir }
  } finally {
    await connection.close()
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { keysByWrapping, wrapAllAnew } from '@careloom/event-sourcing/sqlite'
import { keysName } from './backup/data-files.ts'
import { NotBegun } from './backup/not-done.ts'
import { exchangeKey, type ExchangeKey, type KeysAtRest } from './exchange-key.ts'
import { refuseMissingKeys, secretsThere } from './secrets.ts'

export type RotateKey = Omit<ExchangeKey, 'keys'> & {
  readonly dataDir: string
  /** Takes the data folder, so that nobody works on it meanwhile; answers how to give it back, undefined while somebody has it. */
  readonly take: (folder: string) => (() => void) | undefined
}

/**
 * Exchanges the key-encryption key of a data folder: whoever works on it wraps its keys anew while it goes on, and where nobody
 * does it is done here.
 * @throws NotBegun when nothing was changed; CareloomError `CL_KEY_MISSING` when an earlier key is not there
 */
export async function rotateKey(
  options: RotateKey,
): Promise<{ current: string; retired: string[] }> {
  const { dataDir, secretsDir, take } = options
  const keyFile = join(dataDir, keysName)
  if (secretsThere(secretsDir) === undefined || !existsSync(keyFile))
    throw new NotBegun(
      `There are no data in ${dataDir} with secrets in ${secretsDir}. Say where they are with CARELOOM_DATA and CARELOOM_SECRETS.`,
    )
  refuseMissingKeys(keyFile, secretsDir)
  return exchangeKey({ ...options, keys: keysInFile(keyFile, () => take(dataDir)) })
}

function keysInFile(keyFile: string, take: () => (() => void) | undefined): KeysAtRest {
  return {
    byWrapping: async () => keysByWrapping(keyFile),
    async wrapAnew(keks) {
      const giveBack = take()
      if (giveBack === undefined) return
      try {
        wrapAllAnew(keyFile, keks)
      } finally {
        giveBack()
      }
    },
    // The one process that writes the file looks for itself, and reads with every key that it finds.
    unaware: async () => 0,
    behind: async () => 0,
  }
}

import { join } from 'node:path'
import { ErasureLedger } from '../packages/event-sourcing/src/keys/index.ts'
import { environment, WrongSettings, type Env } from '../packages/config/src/index.ts'
import { NotBegun } from '../packages/hosting/src/backup/index.ts'
import { dataPlaceIn } from '../packages/hosting/src/index.ts'
import { witnessOf } from '../packages/hosting/src/witness-of.ts'

const now = () => new Date().toISOString()

/** Where the data, the secrets, the witness and the erasure ledger are, as `npm start` finds them. @throws NotBegun */
export function dataPlace() {
  const { dataDir, secretsDir, witnessFile, syslog } = placeOf()
  const ledgerFile = join(secretsDir, 'erasures.jsonl')
  return {
    dataDir,
    secretsDir,
    ledgerFile,
    witness: witnessOf({ witnessFile, syslog }, now),
    ledger: new ErasureLedger(ledgerFile, now),
    now,
  }
}

/** @param instead of what the environment says. @throws NotBegun that names every variable that is wrong */
export function placeOf(instead: Env = {}) {
  try {
    return dataPlaceIn({ ...environment, ...instead }, join(import.meta.dirname, '..'))
  } catch (error) {
    throw error instanceof WrongSettings ? new NotBegun(error.message) : error
  }
}

/** Runs a command; 2 when it did not begin and touched nothing, 1 when it failed on its way. */
export async function exitCodeOf(work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    console.error(`Careloom: ${error instanceof Error ? error.message : String(error)}`)
    return error instanceof NotBegun ? 2 : 1
  }
}

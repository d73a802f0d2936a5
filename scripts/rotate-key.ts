import { DataHeld, lockData } from '../embedded/src/data-lock.ts'
import { rotateKeyOfHouse } from '../packages/cluster/src/rotate-key.ts'
import { environment, WrongSettings } from '../packages/config/src/index.ts'
import { NotBegun } from '../packages/hosting/src/backup/index.ts'
import { rotateKey } from '../packages/hosting/src/rotate-key.ts'
import { dataPlace, exitCodeOf } from './data-place.ts'

// npm run rotate-key: makes a new key-encryption key current, while the product runs or not, and waits until every key of the
// data (CARELOOM_DATA or data/) is wrapped by it. `--cluster` does it for the keys in the database of a house whose services are
// processes of their own (CARELOOM_MONGODB, CARELOOM_DATABASE, CARELOOM_SECRETS). Exit code 0 when that is so, 2 when nothing was
// changed, 1 when it failed on its way: run it again, it goes on.
process.exitCode = await exitCodeOf(async () => {
  const [where, ...more] = process.argv.slice(2)
  if ((where !== undefined && where !== '--cluster') || more.length > 0)
    throw new NotBegun('npm run rotate-key takes no arguments, or --cluster alone')
  const { current, retired, secretsDir } = await (where === undefined ? ofFolder() : ofHouse())
  console.log(`
The key-encryption key is ${current}. Copy ${secretsDir} to where you keep the secrets.
Backups from before need the retired keys in ${secretsDir}/retired-keys:

  ${retired.join('\n  ')}

Delete one when no backup needs it any more; if it is known to somebody, delete those backups too.
`)
})

async function ofFolder() {
  const { dataDir, secretsDir } = dataPlace()
  return { ...(await rotateKey({ dataDir, secretsDir, take, say: console.log })), secretsDir }
}

async function ofHouse() {
  try {
    return await rotateKeyOfHouse(environment, console.log)
  } catch (error) {
    throw error instanceof WrongSettings ? new NotBegun(error.message) : error
  }
}

function take(folder: string): (() => void) | undefined {
  try {
    const since = new Date().toISOString()
    return lockData(folder, { pid: process.pid, url: 'npm run rotate-key', since })
  } catch (error) {
    if (error instanceof DataHeld) return undefined
    throw error
  }
}

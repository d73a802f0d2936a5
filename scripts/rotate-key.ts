import { DataHeld, lockData } from '../embedded/src/data-lock.ts'
import { NotBegun } from '../packages/hosting/src/backup/index.ts'
import { rotateKey } from '../packages/hosting/src/rotate-key.ts'
import { dataPlace, exitCodeOf } from './data-place.ts'

// npm run rotate-key: makes a new key-encryption key current, while the product runs or not, and waits until every key of the
// data (CARELOOM_DATA or data/) is wrapped by it. Exit code 0 when that is so, 2 when nothing was changed, 1 when it failed on its
// way: run it again, it goes on.
process.exitCode = await exitCodeOf(async () => {
  if (process.argv.length > 2) throw new NotBegun('It takes no arguments: npm run rotate-key')
  const { dataDir, secretsDir } = dataPlace()
  const { current, retired } = await rotateKey({ dataDir, secretsDir, take, say: console.log })
  console.log(`
The key-encryption key is ${current}. Copy ${secretsDir} to where you keep the secrets.
Backups from before need the retired keys in ${secretsDir}/retired-keys:

  ${retired.join('\n  ')}

Delete one when no backup needs it any more; if it is known to somebody, delete those backups too.
`)
})

function take(folder: string): (() => void) | undefined {
  try {
    const since = new Date().toISOString()
    return lockData(folder, { pid: process.pid, url: 'npm run rotate-key', since })
  } catch (error) {
    if (error instanceof DataHeld) return undefined
    throw error
  }
}

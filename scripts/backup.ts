import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUp, NotBegun } from '../packages/hosting/src/backup/index.ts'
import { dataPlace, exitCodeOf } from './data-place.ts'

// npm run backup -- TO: copies the data (CARELOOM_DATA or data/) as they are at one moment, while the product runs or not,
// into a new folder in TO, proves the copy and writes its manifest last. Exit code 0 when the backup is good, 2 when it did
// not begin, 1 when there is none.
const packageFile = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
const { version } = JSON.parse(packageFile) as { version: string }

process.exitCode = await exitCodeOf(async () => {
  const [to, ...others] = process.argv.slice(2)
  if (to === undefined || others.length > 0)
    throw new NotBegun('Say where backups are kept: npm run backup -- TO')
  const place = dataPlace()
  const { folder, manifest } = await backUp({ ...place, to, version, say: console.log })
  const events = manifest.logs.reduce((sum, { position }) => sum + position, 0)
  console.log(`
Backed up ${events} events in ${manifest.logs.length} logs, proved:

  ${folder}

The secrets are NOT in it: without them nobody can read, prove or restore it. Keep a copy of
${place.secretsDir} elsewhere, not beside the backups, anew after each npm run rotate-key; its
erasures.jsonl must be as new as the last erasure, or a restore brings somebody back.
`)
})

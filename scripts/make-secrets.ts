import { CareloomError } from '../packages/event-sourcing/src/index.ts'
import { NotBegun } from '../packages/hosting/src/backup/index.ts'
import { makeSecrets } from '../packages/hosting/src/secrets.ts'
import { exitCodeOf } from './data-place.ts'

// npm run make-secrets -- FOLDER: makes the secrets of a house that runs on several machines, once, before its first start. Exit
// code 0 when they are there, whoever made them; 2 when nothing was made.
process.exitCode = await exitCodeOf(async () => {
  const [folder, ...more] = process.argv.slice(2)
  if (folder === undefined || more.length > 0)
    throw new NotBegun('It takes a folder: npm run make-secrets -- FOLDER')
  if (!made(folder)) return console.log(`The secrets are in ${folder}; nothing was made.`)
  console.log(`The secrets are in ${folder}.

Give every machine the same, to read only, and say where they are with CARELOOM_SECRETS. Keep a copy where no backup of the data
is: without them nobody reads the data, and whoever has both reads everything.
`)
})

function made(folder: string): boolean {
  try {
    return makeSecrets(folder)
  } catch (error) {
    throw error instanceof CareloomError ? new NotBegun(error.message) : error
  }
}

import { DataHeld, lockData } from '../embedded/src/data-lock.ts'
import { NotBegun, restore, type Restored } from '../packages/hosting/src/backup/index.ts'
import { dataPlace, exitCodeOf } from './data-place.ts'

// npm run restore -- FROM: puts a backup in the place of the data (CARELOOM_DATA or data/), which must not be in use and are
// moved aside. Exit code 0 when it is in place and proved, 2 when nothing was touched, 1 when it failed on its way: run it again.
process.exitCode = await exitCodeOf(async () => {
  const [from, ...others] = process.argv.slice(2)
  if (from === undefined || others.length > 0)
    throw new NotBegun('Say which backup: npm run restore -- FROM')
  tell(await restore({ ...dataPlace(), from, take, say: console.log }))
})

function take(folder: string): () => void {
  try {
    return lockData(folder, {
      pid: process.pid,
      url: 'npm run restore',
      since: new Date().toISOString(),
    })
  } catch (error) {
    throw error instanceof DataHeld ? new NotBegun(`${error.message} Nothing was touched.`) : error
  }
}

function tell({ manifest, aside, lost, erasedAgain }: Restored): void {
  console.log(`\nThe data are as they were at ${manifest.madeAt}, proved.`)
  if (lost.length > 0) console.log('What was recorded since is not in them:\n')
  for (const { log, position, events } of lost)
    console.log(`  ${log}: ${events} events after position ${position}`)
  if (erasedAgain > 0) console.log(`\n${erasedAgain} people were erased since, and stay erased.`)
  if (aside !== undefined)
    console.log(`
The data from before lie in ${aside}. Nothing erases there: who asks
to be forgotten from now on is still in it. Delete it when you know that nothing of it is needed.`)
  console.log(`
Next: npm start. It builds the read models anew and opens its doors when they are whole. Then tell
those who worked with it what was lost, and hospitals to send again what they sent since.
`)
}

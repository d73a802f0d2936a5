import { sqliteLeases } from './leases.ts'
import { SharedFile } from './shared-file.ts'

/** Asks for leases, one after the other, at a moment that it is told, says which it got, and holds them until it is killed. */
const [path = '', ...names] = process.argv.slice(2)
const leases = sqliteLeases(new SharedFile(path), { termMs: 3_600_000 })
process.once('message', async (at: number) => {
  // All at the same moment.
  while (Date.now() < at);
  const got: string[] = []
  for (const name of names) if ((await asked(name)) !== undefined) got.push(name)
  process.send?.(got)
})
setInterval(() => undefined, 60_000)
process.send?.('ready')

/** Where all of them commit, one may have to ask again. */
function asked(name: string): Promise<number | undefined> {
  return leases(name)
    .acquire()
    .catch(() => asked(name))
}

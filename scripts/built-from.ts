import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Builds unless what was built last came from the same files: their hash stands in `stamp`. */
export async function unlessBuilt(
  root: string,
  stamp: string,
  sources: readonly string[],
  build: () => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256')
  for (const file of [...sources, 'pnpm-lock.yaml'].flatMap((each) => filesIn(join(root, each))))
    hash.update(file).update(readFileSync(file))
  const wanted = hash.digest('hex')
  const last = join(root, stamp)
  if (existsSync(last) && readFileSync(last, 'utf8') === wanted) return
  await build()
  writeFileSync(last, wanted)
}

const unread = /^(node_modules|dist|test|.*\.spec\.tsx?)$/

/** A file, or all that a folder holds; `globSync` takes ten times as long. */
function filesIn(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !unread.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((each) => {
      const file = join(path, each.name)
      return each.isDirectory() ? filesIn(file) : [file]
    })
}

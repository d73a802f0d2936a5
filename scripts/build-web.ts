import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Builds the web app unless what was built last came from the same sources. */
export async function buildWeb(root: string): Promise<void> {
  const stamp = join(root, 'web/dist/.sources')
  const wanted = sourcesHash(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const vite = join(root, 'web/node_modules/vite/bin/vite.js')
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: join(root, 'web'),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('exit', (status) => resolve(status ?? 1))
  })
  if (code !== 0) throw new Error('The web app could not be built; the lines above say why.')
  writeFileSync(stamp, wanted)
}

function sourcesHash(root: string): string {
  const hash = createHash('sha256')
  const files = globSync(
    [
      'web/src/**/*',
      'web/public/**/*',
      'web/*.{ts,json,html}',
      'packages/web-api/src/**/*.ts',
      'pnpm-lock.yaml',
    ],
    { cwd: root, withFileTypes: true },
  )
  for (const file of files
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort())
    hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

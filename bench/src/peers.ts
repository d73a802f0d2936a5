import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Installs what Careloom is compared with, once, beside the workspace; says why when it cannot. */
export function installPeer(folder: string): string | undefined {
  if (existsSync(join(folder, 'node_modules'))) return undefined
  console.log(`installing ${folder} …`)
  const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 600_000,
  })
  return run.status === 0
    ? undefined
    : `its packages cannot be installed (${run.stderr.trim().split('\n').at(-1) ?? 'npm'})`
}

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Compiles a shim into a folder; undefined, when this machine has no C compiler for it. */
export function compileShim(name: string, folder: string): string | undefined {
  const source = join(import.meta.dirname, `${name}.c`)
  const shim = join(folder, `${name}.so`)
  if (process.platform !== 'linux') return undefined
  for (const compiler of ['gcc', 'cc', 'clang']) {
    const run = spawnSync(
      compiler,
      ['-O2', '-shared', '-fPIC', '-o', shim, source, '-ldl', '-lpthread'],
      { encoding: 'utf8' },
    )
    if (run.status === 0) return shim
    if (run.error === undefined)
      throw new Error(`${compiler} cannot compile ${name}.c: ${run.stderr}`)
  }
  return undefined
}

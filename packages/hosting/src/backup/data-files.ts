import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BackedUpFile } from './manifest.ts'

export const keysName = 'keys.sqlite'

/**
 * What of a data folder cannot be made again, as paths in it. Keys first: they are copied first, because whoever reads them
 * holds up erasures. Read models are built anew; no secret of anybody is among them, the sandbox's neither.
 */
export function dataFiles(dataDir: string): readonly string[] {
  const databases = (folder: string) =>
    existsSync(join(dataDir, folder))
      ? readdirSync(join(dataDir, folder))
          .filter((name) => name.endsWith('.sqlite'))
          .sort()
          .map((name) => join(folder, name))
      : []
  const single = [keysName, 'reactions.sqlite'].filter((name) => existsSync(join(dataDir, name)))
  return [...single, ...databases('logs'), ...databases('sandbox')]
}

/** The name of the log that a file of a data folder is; undefined when it is none. */
export function logIn(path: string): string | undefined {
  return /^logs[/\\]/.test(path) ? basename(path, '.sqlite') : undefined
}

/** Bytes of a database with what has not been folded into it yet. */
export function bytesOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/** What is in a file of a folder, as a manifest says it. */
export async function described(folder: string, path: string): Promise<BackedUpFile> {
  const file = join(folder, path)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return { path, bytes: statSync(file).size, sha256: hash.digest('hex') }
}

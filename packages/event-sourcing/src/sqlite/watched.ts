import type { DatabaseSync } from 'node:sqlite'

const lookMs = 100

/** Calls back when another process has written the file, a tenth of a second later at most; answers how to stop. */
export function watched(db: DatabaseSync, changed: () => void): () => void {
  const version = db.prepare('PRAGMA data_version')
  const now = () => Number(version.get()?.['data_version'])
  let last = now()
  const timer = setInterval(() => {
    const found = now()
    if (found === last) return
    last = found
    changed()
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync } from 'node:sqlite'

// Preloaded (--import) by the bite of the power cuts: a commit that does not wait for its sync, or a log that is not folded
// in when it is opened. What the harness must find is what this loses.
const weakenings: Readonly<Record<string, (sql: string) => string>> = {
  sync: (sql) => sql.replaceAll('synchronous = FULL', 'synchronous = NORMAL'),
  folding: (sql) => sql.replaceAll('PRAGMA wal_checkpoint(TRUNCATE)', ''),
}
const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function weakened(this: DatabaseSync, sql: string): void {
  exec.call(this, weakenings[process.env['CARELOOM_WITHOUT'] ?? 'sync']?.(sql) ?? sql)
}

// A write-ahead file that is not there is not written down again: the first who opens one finds none.
if (process.env['CARELOOM_WITHOUT'] === 'folding') {
  const { openSync } = fs
  const asked = new Set<unknown>()
  fs.openSync = function blind(...args: Parameters<typeof openSync>): number {
    const [path] = args
    if (!String(path).endsWith('-wal') || asked.has(path)) return openSync.apply(fs, args)
    asked.add(path)
    throw Object.assign(new Error('not there'), { code: 'ENOENT' })
  }
  syncBuiltinESMExports()
}

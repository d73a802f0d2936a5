import { DatabaseSync } from 'node:sqlite'

// Preloaded (--import) by the bite of the power cuts: a commit that does not wait for its sync. What the harness must
// find is what this loses.
const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function weakened(this: DatabaseSync, sql: string): void {
  exec.call(this, sql.replaceAll('synchronous = FULL', 'synchronous = NORMAL'))
}

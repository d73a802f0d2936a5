import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openDurable } from './open-database.ts'
import type { KeyItem } from './protocol.ts'

export const keySchemaSql =
  'CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID'

/** The wrapped keys, written by the writer thread. An erased key keeps its row without its bytes: it cannot be made anew. */
export class KeyFileWriter {
  private readonly db: DatabaseSync
  private readonly put: StatementSync
  private readonly wipe: StatementSync

  constructor(file: string) {
    this.db = openDurable(file)
    this.db.exec(keySchemaSql)
    this.put = this.db.prepare('INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.wipe = this.db.prepare(
      'INSERT INTO keys VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL',
    )
  }

  write(keys: readonly KeyItem[], erase: readonly string[]): void {
    this.db.exec('BEGIN IMMEDIATE')
    for (const { subject, wrapped } of keys) this.put.run(subject, wrapped)
    for (const subject of erase) this.wipe.run(subject)
    this.db.exec('COMMIT')
    // The write-ahead file still holds the page with the key: fold it in and cut it off.
    if (erase.length > 0) this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  close(): void {
    this.db.close()
  }
}

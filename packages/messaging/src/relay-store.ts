import { DatabaseSync } from 'node:sqlite'
import type { RelayCheckpoint } from './broker.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS relay_checkpoints (topic TEXT PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL)
  WITHOUT ROWID`

/** How far one topic's relay is, in a SQLite file that the processes of one machine share. */
export function sqliteRelayCheckpoint(
  file: string,
  topic: string,
): RelayCheckpoint & { close(): void } {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec(schema)
  const make = db.prepare('INSERT OR IGNORE INTO relay_checkpoints VALUES (?, 0, 0)')
  const read = db.prepare('SELECT position FROM relay_checkpoints WHERE topic = ?')
  const move = db.prepare(
    'UPDATE relay_checkpoints SET position = ?, epoch = ? WHERE topic = ? AND epoch <= ? AND position <= ?',
  )
  make.run(topic)
  return {
    load: async () => Number(read.get(topic)?.['position'] ?? 0),
    save: async (position, epoch) =>
      Number(move.run(position, epoch, topic, epoch, position).changes) === 1,
    close: () => db.close(),
  }
}

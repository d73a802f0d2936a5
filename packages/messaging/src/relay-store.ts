import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '@careloom/event-sourcing'
import type { Lease, RelayCheckpoint } from './relay.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS relays (
    topic TEXT PRIMARY KEY, holder TEXT NOT NULL, epoch INTEGER NOT NULL, until TEXT NOT NULL, position INTEGER NOT NULL)
  WITHOUT ROWID`

export type RelayStore = { readonly lease: Lease; readonly checkpoint: RelayCheckpoint }

/**
 * Lease and checkpoint of one topic's relay in a SQLite file that the processes of one machine share.
 * @param holder names this process; @param leaseMs how long nobody else may relay after the last `acquire`
 */
export function sqliteRelayStore(
  file: string,
  topic: string,
  holder: string,
  clock: Clock,
  leaseMs = 10_000,
): RelayStore & { close(): void } {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  // Synced: an epoch that a power cut took back would let two relays believe in the same one.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec(schema)
  const statement = (sql: string): StatementSync => db.prepare(sql)
  const make = statement("INSERT OR IGNORE INTO relays VALUES (?, '', 0, '', 0)")
  const keep = statement(
    'UPDATE relays SET until = ? WHERE topic = ? AND holder = ? AND until > ? RETURNING epoch',
  )
  const take = statement(
    'UPDATE relays SET holder = ?, epoch = epoch + 1, until = ? WHERE topic = ? AND until <= ? RETURNING epoch',
  )
  const leave = statement("UPDATE relays SET until = '' WHERE topic = ? AND holder = ?")
  const read = statement('SELECT position FROM relays WHERE topic = ?')
  const move = statement(
    'UPDATE relays SET position = ? WHERE topic = ? AND epoch = ? AND position <= ?',
  )
  make.run(topic)
  return {
    lease: {
      async acquire() {
        const now = clock()
        const until = new Date(Date.parse(now) + leaseMs).toISOString()
        const held = keep.get(until, topic, holder, now) ?? take.get(holder, until, topic, now)
        return held === undefined ? undefined : Number(held['epoch'])
      },
      async release() {
        leave.run(topic, holder)
      },
    },
    checkpoint: {
      load: async () => Number(read.get(topic)?.['position'] ?? 0),
      save: async (position, epoch) =>
        Number(move.run(position, topic, epoch, position).changes) === 1,
    },
    close: () => db.close(),
  }
}

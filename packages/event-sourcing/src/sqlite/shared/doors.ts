import type { Doors } from '../../door.ts'
import type { Seen } from '../../seen.ts'
import { hasEnded, machineMs, newHolder } from './machine.ts'
import type { SharedFile } from './shared-file.ts'

/** The longest time for which a door may say that it is there. */
const longestMs = 10_000

const all = 'SELECT door, holder, until, seen FROM doors WHERE until > ?'
const put =
  'INSERT INTO doors VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until, seen = excluded.seen'
const leave = 'DELETE FROM doors WHERE door = ?'
const sweep = 'DELETE FROM doors WHERE until <= ? OR until > ?'
const known = 'SELECT position FROM awaited WHERE log = ?'
const raise =
  'INSERT INTO awaited VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position WHERE excluded.position > position'

/** Doors in a file that the processes of one machine share. One whose process has ended is not there any more. */
export function sqliteDoors(file: SharedFile, nowMs: () => number = machineMs): Doors {
  const holder = newHolder()

  function awaited(): Seen {
    const rows = file.sql('SELECT log, position FROM awaited').all()
    return Object.fromEntries(rows.map((row) => [String(row['log']), Number(row['position'])]))
  }

  return {
    awaited: async () => awaited(),
    renew: async (door, seen, forMs) =>
      file.write(() => {
        const now = nowMs()
        file.sql(sweep).run(now, now + 2 * longestMs)
        file.sql(put).run(door, holder, now + forMs, JSON.stringify(seen))
        return awaited()
      }),
    async leave(door) {
      file.write(() => file.sql(leave).run(door))
    },
    behind: async ({ log, position }) =>
      file.write(() => {
        if (Number(file.sql(known).get(log)?.['position'] ?? 0) < position)
          file.sql(raise).run(log, position)
        return file
          .sql(all)
          .all(nowMs())
          .filter((row) => Number(seenIn(row)[log] ?? 0) < position)
          .filter((row) => !hasEnded(String(row['holder'])))
          .map((row) => String(row['door']))
      }),
  }
}

/** As `renew` wrote it. */
const seenIn = (row: Record<string, unknown>): Seen => JSON.parse(String(row['seen'])) as Seen

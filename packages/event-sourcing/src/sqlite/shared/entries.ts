import { sealedEntries } from '../../keys/sealed-entries.ts'
import type { WrappingKeys } from '../../keys/wrapped-key.ts'
import type { OpenShared, Shared } from '../../shared.ts'
import type { SharedFile } from './shared-file.ts'

/** Of one name; the oldest go first, so that nobody fills the disk by beginning again and again. */
const defaultMax = 10_000

export type EntryOptions = {
  /** Seal what is kept: the first seals, each opens what it has sealed. */
  readonly keks: () => WrappingKeys
  readonly nowMs: () => number
  readonly max?: number
}

const put =
  'INSERT INTO entries VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, until = excluded.until'
const get = 'SELECT value FROM entries WHERE name = ? AND key = ? AND until > ?'
const take = 'DELETE FROM entries WHERE name = ? AND key = ? AND until > ? RETURNING value'
const all = 'SELECT key, value FROM entries WHERE name = ? AND until > ?'
const sweep = 'DELETE FROM entries WHERE until <= ?'
const count = 'SELECT count(*) AS n FROM entries WHERE name = ?'
const trim =
  'DELETE FROM entries WHERE (name, key) IN (SELECT name, key FROM entries WHERE name = ? ORDER BY until LIMIT ?)'

/**
 * What replicas share, in a file that the processes of one machine share. Values are sealed, and of a key only its hash is there: who
 * has the file can read nothing and present nothing.
 */
export function sqliteShared(
  file: SharedFile,
  { keks, nowMs, max = defaultMax }: EntryOptions,
): OpenShared {
  return <T>(name: string, ttlMs: number): Shared<T> => {
    const { hashOf, seal, open } = sealedEntries<T>(name, keks)
    const opened = (hash: Uint8Array, row: Record<string, unknown> | undefined) => {
      const sealed = row?.['value']
      return sealed instanceof Uint8Array ? open(hash, sealed) : undefined
    }
    return {
      async put(key, value) {
        const hash = hashOf(key)
        const sealed = seal(hash, value)
        file.write(() => {
          file.sql(sweep).run(nowMs())
          file.sql(put).run(name, hash, sealed, nowMs() + ttlMs)
          const over = Number(file.sql(count).get(name)?.['n']) - max
          if (over > 0) file.sql(trim).run(name, over)
        })
      },
      async get(key) {
        return opened(hashOf(key), file.sql(get).get(name, hashOf(key), nowMs()))
      },
      async take(key) {
        return opened(
          hashOf(key),
          file.write(() => file.sql(take).get(name, hashOf(key), nowMs())),
        )
      },
      async all() {
        const rows = file.sql(all).all(name, nowMs())
        return rows.flatMap((row) => opened(row['key'] as Uint8Array, row) ?? [])
      },
    }
  }
}

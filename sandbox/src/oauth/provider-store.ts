import { DatabaseSync } from 'node:sqlite'
import { chmodSync } from 'node:fs'
import { errors } from 'oidc-provider'
import type { Adapter, AdapterPayload } from 'oidc-provider'

export type ProviderStore = {
  /** What oidc-provider asks for: one adapter per kind of thing that it keeps. */
  adapter(kind: string): Adapter
  close(): void
}

/** Keeps sessions, grants and tokens of an OpenID provider in one SQLite file, so that they survive a restart. */
export function openProviderStore(file: string, now: () => number): ProviderStore {
  const database = new DatabaseSync(file)
  chmodSync(file, 0o600)
  database.exec(schema)
  database.prepare('DELETE FROM kept WHERE expires_at <= ?').run(now())
  return {
    adapter: (kind) => adapterFor(database, kind, now),
    close: () => database.close(),
  }
}

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS kept (
    kind TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
    grant_id TEXT, uid TEXT, expires_at INTEGER, consumed_at INTEGER,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS kept_grant ON kept (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS kept_uid ON kept (uid) WHERE uid IS NOT NULL;`

function adapterFor(database: DatabaseSync, kind: string, now: () => number): Adapter {
  const put = database.prepare(`
    INSERT INTO kept (kind, id, payload, grant_id, uid, expires_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
      uid = excluded.uid, expires_at = excluded.expires_at`)
  const live = '(expires_at IS NULL OR expires_at > ?)'
  const byId = database.prepare(`SELECT * FROM kept WHERE kind = ? AND id = ? AND ${live}`)
  const byUid = database.prepare(`SELECT * FROM kept WHERE kind = ? AND uid = ? AND ${live}`)
  const consume = database.prepare(
    'UPDATE kept SET consumed_at = ? WHERE kind = ? AND id = ? AND consumed_at IS NULL',
  )
  const remove = database.prepare('DELETE FROM kept WHERE kind = ? AND id = ?')
  const removeGrant = database.prepare('DELETE FROM kept WHERE grant_id = ?')

  return {
    async upsert(id, payload, expiresIn) {
      const until = expiresIn === undefined ? null : now() + expiresIn * 1000
      put.run(
        kind,
        id,
        JSON.stringify(payload),
        payload.grantId ?? null,
        payload.uid ?? null,
        until,
      )
    },
    find: async (id) => payloadOf(byId.get(kind, id, now())),
    findByUid: async (uid) => payloadOf(byUid.get(kind, uid, now())),
    findByUserCode: async () => undefined,
    /** One of two racing uses wins: the other is told that the code or token has been used. */
    async consume(id) {
      if (consume.run(Math.floor(now() / 1000), kind, id).changes !== 1)
        throw new errors.InvalidGrant('already used')
    },
    async destroy(id) {
      remove.run(kind, id)
    },
    async revokeByGrantId(grantId) {
      removeGrant.run(grantId)
    },
  }
}

function payloadOf(row: Record<string, unknown> | undefined): AdapterPayload | undefined {
  if (row === undefined || typeof row['payload'] !== 'string') return undefined
  const payload: AdapterPayload = JSON.parse(row['payload'])
  return row['consumed_at'] === null ? payload : { ...payload, consumed: row['consumed_at'] }
}

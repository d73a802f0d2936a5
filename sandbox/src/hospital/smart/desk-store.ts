import { createHash, randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { chmodSync } from 'node:fs'

/** What the chart hands to an application that it opens (SMART App Launch 2.2, EHR launch). */
export type LaunchContext = {
  readonly userId: string
  readonly patient: string
  readonly encounter: string | undefined
}

type DeskSession = { readonly userId: string; readonly csrf: string }

/** Who is logged in to the hospital's screens, and which applications they are about to open. */
export type DeskStore = {
  /** Answers a new session's secret, valid for eight hours. */
  logIn(userId: string): string
  session(secret: string | undefined): DeskSession | undefined
  logOut(secret: string | undefined): void
  /** Answers a token that opens an application once, within five minutes. */
  prepareLaunch(context: LaunchContext): string
  /** Takes a token for good; false if it is unknown, used or too old. */
  takeLaunch(token: string): boolean
  /** Ties a taken launch to the one grant that came of it; undefined if another grant has it already. */
  bindLaunch(token: string, grantId: string): LaunchContext | undefined
  takenLaunch(token: string): LaunchContext | undefined
  launchOf(grantId: string | undefined): LaunchContext | undefined
  close(): void
}

const sessionMs = 8 * 60 * 60_000
const launchMs = 5 * 60_000

/** Secrets are kept as hashes only: whoever reads the file cannot use them. */
const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url')
const makeSecret = () => randomBytes(24).toString('base64url')

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS session (
    secret TEXT PRIMARY KEY, user_id TEXT NOT NULL, csrf TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS launch (
    token TEXT PRIMARY KEY, user_id TEXT NOT NULL, patient TEXT NOT NULL, encounter TEXT,
    expires_at INTEGER NOT NULL, taken_at INTEGER, grant_id TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS launch_grant ON launch (grant_id) WHERE grant_id IS NOT NULL;`

export function openDeskStore(file: string, now: () => number): DeskStore {
  const database = new DatabaseSync(file)
  chmodSync(file, 0o600)
  database.exec(schema)
  database.prepare('DELETE FROM session WHERE expires_at <= ?').run(now())
  const bySql = (sql: string, value: string) => contextOf(database.prepare(sql).get(value))

  return {
    ...sessions(database, now),
    prepareLaunch({ userId, patient, encounter }) {
      const token = makeSecret()
      database
        .prepare(
          'INSERT INTO launch (token, user_id, patient, encounter, expires_at) VALUES (?, ?, ?, ?, ?)',
        )
        .run(hash(token), userId, patient, encounter ?? null, now() + launchMs)
      return token
    },
    takeLaunch(token) {
      const sql =
        'UPDATE launch SET taken_at = ? WHERE token = ? AND taken_at IS NULL AND expires_at > ?'
      return database.prepare(sql).run(now(), hash(token), now()).changes === 1
    },
    bindLaunch(token, grantId) {
      const sql =
        'UPDATE launch SET grant_id = ? WHERE token = ? AND taken_at IS NOT NULL AND grant_id IS NULL'
      if (database.prepare(sql).run(grantId, hash(token)).changes !== 1) return undefined
      return bySql('SELECT * FROM launch WHERE token = ?', hash(token))
    },
    takenLaunch: (token) =>
      bySql('SELECT * FROM launch WHERE token = ? AND taken_at IS NOT NULL', hash(token)),
    launchOf: (grantId) =>
      grantId === undefined ? undefined : bySql('SELECT * FROM launch WHERE grant_id = ?', grantId),
    close: () => database.close(),
  }
}

function sessions(
  database: DatabaseSync,
  now: () => number,
): Pick<DeskStore, 'logIn' | 'session' | 'logOut'> {
  return {
    logIn(userId) {
      const secret = makeSecret()
      database
        .prepare('INSERT INTO session (secret, user_id, csrf, expires_at) VALUES (?, ?, ?, ?)')
        .run(hash(secret), userId, makeSecret(), now() + sessionMs)
      return secret
    },
    session(secret) {
      if (secret === undefined) return undefined
      const sql = 'SELECT user_id, csrf FROM session WHERE secret = ? AND expires_at > ?'
      const row = database.prepare(sql).get(hash(secret), now())
      return row === undefined
        ? undefined
        : { userId: String(row['user_id']), csrf: String(row['csrf']) }
    },
    logOut(secret) {
      if (secret !== undefined)
        database.prepare('DELETE FROM session WHERE secret = ?').run(hash(secret))
    },
  }
}

function contextOf(row: Record<string, unknown> | undefined): LaunchContext | undefined {
  if (row === undefined) return undefined
  const encounter = row['encounter']
  return {
    userId: String(row['user_id']),
    patient: String(row['patient']),
    encounter: typeof encounter === 'string' ? encounter : undefined,
  }
}

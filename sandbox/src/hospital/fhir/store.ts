import { DatabaseSync } from 'node:sqlite'
import { chmodSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { FhirError } from './outcome.ts'
import { isObject, isResource } from './resource.ts'
import type { Resource, StoredResource } from './resource.ts'
import { indexEntries, patientOf } from './search.ts'
import type { Condition, SearchRequest } from './search.ts'

/** The hospital's own record: every version of every resource, in one SQLite file. */
export type FhirStore = {
  isEmpty(): boolean
  /** Stores a new resource as version 1, under `id` if one is given, else under a new one. */
  create(resource: Resource, id?: string): StoredResource
  /** Stores the next version. @throws FhirError 404 if it was never created, 412 if `expectedVersion` is not the last. */
  update(resource: Resource, id: string, expectedVersion: string | undefined): StoredResource
  read(type: string, id: string): StoredResource | undefined
  readVersion(type: string, id: string, version: string): StoredResource | undefined
  /** One page, oldest first, within one patient's compartment if asked; `next` is the position of the page after. */
  search(type: string, request: SearchRequest, patient?: string): SearchResult
  /** Everything of a type about one patient, newest first; for the hospital's own screens. */
  chart(type: string, patient: string): StoredResource[]
  all(type: string): StoredResource[]
  close(): void
}

export type SearchResult = {
  readonly resources: readonly StoredResource[]
  readonly total: number
  readonly next: number | undefined
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS resource (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
    updated_at TEXT NOT NULL, patient TEXT, body TEXT NOT NULL, UNIQUE (type, id)
  );
  CREATE INDEX IF NOT EXISTS resource_patient ON resource (type, patient);
  CREATE TABLE IF NOT EXISTS version (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (type, id, version)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS found_by (type TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS found_by_value ON found_by (type, name, value, id);
  CREATE INDEX IF NOT EXISTS found_by_resource ON found_by (type, id, name, value);`

export function openFhirStore(file: string, now: () => number): FhirStore {
  const database = new DatabaseSync(file)
  chmodSync(file, 0o600)
  database.exec(schema)
  const write = writer(database, now)
  const read = (type: string, id: string) =>
    stored(database.prepare('SELECT body FROM resource WHERE type = ? AND id = ?').get(type, id))

  return {
    isEmpty: () => database.prepare('SELECT 1 FROM resource LIMIT 1').get() === undefined,
    create: (resource, id = randomUUID()) => write(resource, id, 1),
    update(resource, id, expectedVersion) {
      const last = read(resource.resourceType, id)
      if (last === undefined)
        throw new FhirError(404, 'not-found', `${resource.resourceType}/${id} is not known`)
      if (expectedVersion !== undefined && expectedVersion !== last.meta.versionId)
        throw new FhirError(412, 'conflict', 'The resource was changed by somebody else')
      return write(resource, id, Number(last.meta.versionId) + 1)
    },
    read,
    readVersion: (type, id, version) =>
      stored(
        database
          .prepare(
            'SELECT body FROM version WHERE type = ? AND id = ? AND version = CAST(? AS INTEGER)',
          )
          .get(type, id, version),
      ),
    search: (type, request, patient) => search(database, type, request, patient),
    chart: (type, patient) =>
      storedAll(
        database
          .prepare('SELECT body FROM resource WHERE type = ? AND patient = ? ORDER BY seq DESC')
          .all(type, patient),
      ),
    all: (type) =>
      storedAll(
        database.prepare('SELECT body FROM resource WHERE type = ? ORDER BY seq').all(type),
      ),
    close: () => database.close(),
  }
}

function writer(database: DatabaseSync, now: () => number) {
  const put = database.prepare(`
    INSERT INTO resource (type, id, version, updated_at, patient, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (type, id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at,
      patient = excluded.patient, body = excluded.body`)
  const keep = database.prepare('INSERT INTO version (type, id, version, body) VALUES (?, ?, ?, ?)')
  const forget = database.prepare('DELETE FROM found_by WHERE type = ? AND id = ?')
  const index = database.prepare('INSERT INTO found_by (type, id, name, value) VALUES (?, ?, ?, ?)')

  return (resource: Resource, id: string, version: number): StoredResource => {
    const { resourceType: type, meta: given, ...elements } = resource
    const lastUpdated = new Date(now()).toISOString()
    const meta = { ...(isObject(given) ? given : {}), versionId: String(version), lastUpdated }
    const complete: StoredResource = { ...elements, resourceType: type, id, meta }
    const body = JSON.stringify(complete)
    database.exec('BEGIN IMMEDIATE')
    try {
      keep.run(type, id, version, body)
      put.run(type, id, version, lastUpdated, patientOf(complete) ?? null, body)
      forget.run(type, id)
      for (const { name, value } of indexEntries(complete)) index.run(type, id, name, value)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
    return complete
  }
}

function search(
  database: DatabaseSync,
  type: string,
  request: SearchRequest,
  patient: string | undefined,
): SearchResult {
  const all: Condition[] = [{ sql: 'r.type = ?', values: [type] }, ...request.conditions]
  if (patient !== undefined) all.push({ sql: 'r.patient = ?', values: [patient] })
  const where = all.map(({ sql }) => sql).join(' AND ')
  const values = all.flatMap((one) => [...one.values])
  const total = Number(
    database.prepare(`SELECT count(*) AS n FROM resource r WHERE ${where}`).get(...values)?.['n'] ??
      0,
  )
  const rows = database
    .prepare(
      `SELECT r.seq, r.body FROM resource r WHERE ${where} AND r.seq > ? ORDER BY r.seq LIMIT ?`,
    )
    .all(...values, request.after, request.count + 1)
  const page = rows.slice(0, request.count)
  const next = rows.length > page.length ? Number(page.at(-1)?.['seq'] ?? request.after) : undefined
  return { resources: storedAll(page), total, next }
}

function stored(row: Record<string, unknown> | undefined): StoredResource | undefined {
  if (row === undefined || typeof row['body'] !== 'string') return undefined
  const resource: unknown = JSON.parse(row['body'])
  return isStored(resource) ? resource : undefined
}

function storedAll(rows: Record<string, unknown>[]): StoredResource[] {
  return rows.flatMap((row) => stored(row) ?? [])
}

function isStored(value: unknown): value is StoredResource {
  return isResource(value) && typeof value.id === 'string' && isObject(value['meta'])
}

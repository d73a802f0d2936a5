import { RecordDamaged } from '@careloom/event-sourcing'
import {
  countOf,
  unbroken,
  type Inserted,
  type LogEnd,
  type ReadableLog,
  type Row,
  type SealedRecord,
} from '@careloom/event-sourcing/log'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import { asked } from './connection.ts'

/** In the order of a stored record: what a row holds, `before` (the position that it follows on) and the chain up to it. */
const columns =
  'position bigint, stream text, revision bigint, events text, time text, subject text, causation text, meta text, link bytea, data bytea, checksum bigint, before bigint, chain bytea'
    .split(', ')
    .map((column) => column.split(' ') as [name: string, type: string])
/** Numbers as numbers: none of them is beyond 2^53. */
const selected = columns
  .map(([name, type]) => (type === 'bigint' ? `${name}::float8` : name))
  .join(', ')
const unnested = columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')
const valued = columns.map((_column, i) => `$${i + 1}`).join(', ')

const tableOf = (log: string) => `"${log}.commits"`

/** Makes the table of a log where there is none: the fence is that nothing follows twice on one end. Idempotent. */
export async function makeLog(pool: Pool, log: string): Promise<void> {
  const defined = columns.map(([name, type]) => `${name} ${type} NOT NULL`).join(', ')
  const unique = 'PRIMARY KEY (position), UNIQUE (before), UNIQUE (stream, revision)'
  await asked(`makes ${log}`, () =>
    pool.query(`CREATE TABLE IF NOT EXISTS ${tableOf(log)} (${defined}, ${unique})`),
  )
}

/** The records of one log in a table of their own; any number of processes may have it open. */
export class PostgresLogDriver implements ReadableLog {
  private readonly name: string
  private readonly pool: Pool
  private readonly table: string

  constructor(pool: Pool, log: string) {
    this.name = log
    this.pool = pool
    this.table = tableOf(log)
  }

  /** All in one statement; only where something does not fit one by one, to find what. */
  insert(records: readonly SealedRecord[]): Promise<Inserted> {
    return asked(`what of ${records.length} records ${this.name} has`, async () => {
      const rows = records.map(valuesOf)
      const byColumn = columns.map((_column, i) => rows.map((row) => row[i]))
      try {
        await this.pool.query(
          `INSERT INTO ${this.table} SELECT * FROM unnest(${unnested})`,
          byColumn,
        )
        return { written: records.length }
      } catch (error) {
        if (!(error instanceof DatabaseError && error.code === uniqueViolation)) throw error
        return this.inTransaction((client) => this.insertWhatFits(client, records))
      }
    })
  }

  async tail(after: number, limit: number): Promise<readonly Row[]> {
    const found = await this.find('position > $1 ORDER BY position LIMIT $2', [after, limit])
    return unbroken(after, found)
  }

  stream(name: string, after: number): Promise<readonly Row[]> {
    return this.find('stream = $1 AND revision > $2 ORDER BY revision', [name, after])
  }

  async revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const last = `(stream, revision) IN (SELECT stream, max(revision) FROM ${this.table} WHERE stream = ANY($1) GROUP BY stream)`
    const found = await this.find(last, [streams])
    return new Map(found.map((row) => [row[1], row[2] + countOf(row[3]) - 1]))
  }

  async end(): Promise<LogEnd> {
    const [last] = await this.find('true ORDER BY position DESC LIMIT 1', [])
    return { last }
  }

  private async insertWhatFits(
    client: PoolClient,
    records: readonly SealedRecord[],
  ): Promise<Inserted> {
    const insert = `INSERT INTO ${this.table} VALUES (${valued}) ON CONFLICT DO NOTHING`
    for (const [written, record] of records.entries()) {
      const { rowCount } = await client.query(insert, valuesOf(record))
      if (rowCount === 1) continue
      const [, stream, revision] = record.row
      const taken = `SELECT 1 FROM ${this.table} WHERE stream = $1 AND revision = $2`
      const ofStream = await client.query(taken, [stream, revision])
      return { written, conflict: ofStream.rowCount === 1 ? 'stream' : 'position' }
    }
    return { written: records.length }
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    try {
      await client.query('BEGIN')
      const answer = await work(client)
      await client.query('COMMIT')
      client.release()
      return answer
    } catch (error) {
      // The connection goes, and with it what was begun.
      client.release(true)
      throw error
    }
  }

  private find(where: string, values: readonly unknown[]): Promise<Row[]> {
    const text = `SELECT ${selected} FROM ${this.table} WHERE ${where}`
    return asked(`what ${this.name} holds`, async () => {
      const { rows } = await this.pool.query({ text, values: [...values], rowMode: 'array' })
      return rows.map((row) => this.rowOf(row))
    })
  }

  /** @throws RecordDamaged when it stands in another place than its own */
  private rowOf(stored: unknown[]): Row {
    const row = stored.slice(0, -2) as Row
    if (stored.at(-2) !== row[0] - countOf(row[3]))
      throw new RecordDamaged(this.name, row[0], 'stands in another place than its own')
    return row
  }
}

const uniqueViolation = '23505'

function valuesOf({ row, chain }: SealedRecord): unknown[] {
  return [...row, row[0] - countOf(row[3]), chain]
}

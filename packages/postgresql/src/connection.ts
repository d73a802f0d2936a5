import { CareloomError, StoreUnavailable } from '@careloom/event-sourcing'
import { Pool } from 'pg'

/** What an acknowledged commit rests on: a power cut takes nothing back. By the names of the server's own settings. */
const promises = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** @throws CareloomError `CL_STORE_OPTIONS` when the server promises less; StoreUnavailable when it does not answer in time */
export async function connectPostgres(url: string, answerMs = 20_000): Promise<Pool> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'careloom',
    connectionTimeoutMillis: 5_000,
    query_timeout: answerMs,
  })
  // A connection that breaks while nobody uses it: whoever asks next is told.
  pool.on('error', () => undefined)
  try {
    for (const name of promises) await refuseUnlessOn(pool, name)
    return pool
  } catch (error) {
    await pool.end()
    throw error
  }
}

async function refuseUnlessOn(pool: Pool, name: (typeof promises)[number]): Promise<void> {
  const { rows } = await asked(name, () => pool.query(`SHOW ${name}`))
  if (rows[0]?.[name] === 'off' || rows[0]?.[name] === 'local')
    throw new CareloomError('CL_STORE_OPTIONS', `PostgreSQL says ${name} is off; it must be on`)
}

/** What goes wrong there becomes StoreUnavailable, which is waited for: nobody knows whether it was carried out. */
export async function asked<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CareloomError) throw error
    throw new StoreUnavailable(`PostgreSQL does not say: ${what}`, error)
  }
}

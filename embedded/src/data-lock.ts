import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

type Holder = { readonly pid: number; readonly url: string; readonly since: string }

/** The data folder is held by another process that is alive. */
export class DataHeld extends Error {
  readonly holder: Holder | undefined
  constructor(dataDir: string, holder: Holder | undefined) {
    const who =
      holder === undefined
        ? 'another process'
        : `process ${holder.pid} (${holder.url}, since ${holder.since})`
    super(`${dataDir} is in use by ${who}. Stop it, or choose another folder with CARELOOM_DATA.`)
    this.name = 'DataHeld'
    this.holder = holder
  }
}

/**
 * Takes the data folder for this process until it is given back or the process ends, however it ends: the operating system
 * holds the lock, so that nothing that a crash left behind is in the way, and of several at once exactly one gets it. Who
 * holds it stands beside it, for people only. @throws DataHeld
 */
export function lockData(dataDir: string, holder: Holder): () => void {
  mkdirSync(dataDir, { recursive: true })
  const told = join(dataDir, 'careloom.lock')
  const lock = new DatabaseSync(join(dataDir, 'lock.sqlite'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new DataHeld(dataDir, readHolder(told))
    throw error
  }
  held.add(lock)
  writeFileSync(told, JSON.stringify(holder))
  return () => {
    rmSync(told, { force: true })
    if (held.delete(lock)) lock.close()
  }
}

/** A lock that nobody holds on to would be collected, and free. */
const held = new Set<DatabaseSync>()

/** SQLITE_BUSY: somebody else holds it. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    // It is only just taking it, or its note is torn.
    return undefined
  }
}

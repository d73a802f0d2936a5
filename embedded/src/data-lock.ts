import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Holder = { readonly pid: number; readonly url: string; readonly since: string }

/** The data folder is held by another process that is alive. */
export class DataHeld extends Error {
  readonly holder: Holder
  constructor(dataDir: string, holder: Holder) {
    super(
      `${dataDir} is in use by process ${holder.pid} (${holder.url}, since ${holder.since}). Stop it, or choose another folder with CARELOOM_DATA.`,
    )
    this.name = 'DataHeld'
    this.holder = holder
  }
}

/** Takes the data folder for this process. What a process that died left behind is taken over. @throws DataHeld */
export function lockData(dataDir: string, holder: Holder): () => void {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'careloom.lock')
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(holder), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const other = readHolder(file)
    if (other !== undefined && other.pid !== process.pid && isAlive(other.pid))
      throw new DataHeld(dataDir, other)
    rmSync(file, { force: true })
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    // Torn by a crash: nobody holds it.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import { rmSync, statfsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const sqliteFull = 13
const sqliteIoError = 10
/** SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC: what was written before may be lost, which no room cures. */
const syncs = new Set([1_034, 1_290])

const megabyte = 1024 * 1024
const largest = 4 * megabyte

/**
 * The room on the disk of a folder. A little is kept for what must go on when the rest is used up: a file that is given back
 * then. So what is read can still be entered in the audit trail, for some thousand entries.
 */
export class DiskRoom {
  private readonly folder: string
  private readonly file: string

  constructor(folder: string) {
    this.folder = folder
    this.file = join(folder, 'reserve')
  }

  /** Whether something failed for want of room: a passing thing, after which the same can be done again. */
  explains(error: unknown): boolean {
    if (!(error instanceof Error) || !('errcode' in error)) return false
    const code = Number(error.errcode)
    if ((code & 0xff) === sqliteFull) return true
    // A file that could not grow is told as an I/O error by some file systems.
    return (code & 0xff) === sqliteIoError && !syncs.has(code) && this.free() < megabyte / 4
  }

  /** Gives the kept room back. */
  spend(): void {
    rmSync(this.file, { force: true })
  }

  /** Keeps room, if it does not yet; answers false while there is too little for that and for work beside it. */
  async keep(): Promise<boolean> {
    if ((statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > 0) return true
    const free = this.free()
    const wanted = Math.min(largest, Math.floor(free / 8))
    if (free < wanted + 2 * megabyte) return false
    try {
      // Not noughts: some file systems keep no room for those.
      await writeFile(this.file, Buffer.alloc(wanted, 1), { mode: 0o600, flush: true })
      return true
    } catch {
      this.spend()
      return false
    }
  }

  private free(): number {
    const { bavail, bsize } = statfsSync(this.folder)
    return bavail * bsize
  }
}

import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'

const aheadBytes = 1024 * 1024
const noughts = Buffer.alloc(aheadBytes)

/**
 * Keeps the write-ahead file of a log longer than it is used: a sync that need not write the file's new length down is twice as
 * fast. A page of noughts is none to SQLite. Only the thread that commits may call it, between commits.
 */
export class WalAhead {
  private readonly file: number
  private known = -1

  /** @param database whose write-ahead file is there: it is made by the first reading or writing */
  constructor(database: string) {
    this.file = openSync(`${database}-wal`, 'r+')
  }

  /** The commit before made the file longer, or it was cut off: the next megabyte is there before it is needed. */
  keep(): void {
    const { size } = fstatSync(this.file)
    if (size === this.known) return
    try {
      this.known = size + writeSync(this.file, noughts, 0, aheadBytes, size)
    } catch {
      // No room for more than what is needed.
      this.known = size
    }
  }

  close(): void {
    closeSync(this.file)
  }
}

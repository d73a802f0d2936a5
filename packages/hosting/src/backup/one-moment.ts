import { setTimeout as pause } from 'node:timers/promises'
import { backup, DatabaseSync, type StatementSync } from 'node:sqlite'
import { NotFinished } from './not-done.ts'

/** A database as it was at the moment, however long it takes until it is copied. */
export type Held = {
  copyTo(file: string): Promise<void>
  release(): void
}

const everyMs = 5
const longestMs = 60_000

/**
 * Holds databases, which others go on writing, as all of them were at one moment: what a crash at that moment would have
 * left. Each is read in a transaction of its own; when none was written from before the first of them began until after the
 * last had, all show that moment, and otherwise it is tried again. Nobody who writes waits for it.
 * @throws NotFinished when there is no such moment for a minute
 */
export async function heldAtOneMoment(files: readonly string[]): Promise<readonly Held[]> {
  const sources = files.map((file) => new Source(file))
  try {
    const until = performance.now() + longestMs
    while (!begunTogether(sources)) {
      if (performance.now() > until)
        throw new NotFinished(
          'The files were written to without a pause for a minute. Try again when less is going on.',
        )
      await pause(Math.random() * everyMs)
    }
    return sources
  } catch (error) {
    for (const source of sources) source.release()
    throw error
  }
}

function begunTogether(sources: readonly Source[]): boolean {
  const before = sources.map((source) => source.version())
  for (const source of sources) source.begin()
  if (sources.every((source, i) => source.version() === before[i])) return true
  for (const source of sources) source.end()
  return false
}

class Source implements Held {
  private readonly db: DatabaseSync
  /** Sees what is written meanwhile, which `db` does not while it reads. */
  private readonly watch: DatabaseSync
  private readonly dataVersion: StatementSync

  constructor(file: string) {
    this.db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    this.watch = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    this.dataVersion = this.watch.prepare('PRAGMA data_version')
  }

  version(): number {
    return Number(this.dataVersion.get()?.['data_version'])
  }

  begin(): void {
    this.db.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
  }

  end(): void {
    this.db.exec('ROLLBACK')
  }

  /** The copy is one file, whole and on disk, that can be read where nothing can be written. */
  async copyTo(file: string): Promise<void> {
    await backup(this.db, file, { rate: 10_000 })
    const copy = new DatabaseSync(file)
    try {
      copy.exec('PRAGMA journal_mode = DELETE')
    } finally {
      copy.close()
    }
  }

  release(): void {
    for (const db of [this.db, this.watch]) if (db.isOpen) db.close()
  }
}

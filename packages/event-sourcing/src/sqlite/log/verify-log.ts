import type { DatabaseSync } from 'node:sqlite'
import { LogWalk, type Evidence, type Finding, type Verification } from '../../log/log-walk.ts'
import { columns, genesis, logFormat, type Row } from '../../log/record.ts'
import { openForReading } from '../open-database.ts'

const pageSize = 5_000

/**
 * Reads a whole log file and proves it: every record against its checksum and against the chain, the last one against the
 * remembered head, all of it against the evidence, the index against the records. Stops at the first break, because nothing
 * after it can be judged.
 */
export function verifyLog(file: string, evidence: Evidence = {}): Verification {
  try {
    const db = openForReading(file)
    try {
      return new Walk(db, evidence).verified()
    } finally {
      db.close()
    }
  } catch (error) {
    return { records: 0, head: 0, findings: [{ position: 1, what: unreadable(error) }] }
  }
}

class Walk {
  private readonly db: DatabaseSync
  private readonly records: LogWalk

  constructor(db: DatabaseSync, evidence: Evidence) {
    this.db = db
    this.records = new LogWalk(evidence)
  }

  verified(): Verification {
    const finding = this.wrongFormat() ?? this.walk() ?? this.judgeEnd() ?? this.judgeFile()
    const findings = finding === undefined ? [] : [finding]
    const { position } = this.records
    return { records: position, head: position, findings }
  }

  private wrongFormat(): Finding | undefined {
    const format = Number(this.db.prepare('PRAGMA user_version').get()?.['user_version'])
    return format === logFormat
      ? undefined
      : { position: 1, what: `the log is of format ${format}; this version reads ${logFormat}` }
  }

  private walk(): Finding | undefined {
    const page = this.db.prepare(
      `SELECT ${columns} FROM commits WHERE position > ? ORDER BY position LIMIT ${pageSize}`,
    )
    page.setReturnArrays(true)
    try {
      for (;;) {
        const rows = page.all(this.records.position) as unknown as Row[]
        if (rows.length === 0) return undefined
        for (const row of rows) {
          const finding = this.records.judge(row)
          if (finding !== undefined) return finding
        }
      }
    } catch (error) {
      const what = `${unreadable(error)} (at or after this position)`
      return { position: this.records.position + 1, what }
    }
  }

  private judgeEnd(): Finding | undefined {
    const head = this.db.prepare('SELECT position, chain FROM head').get()
    const chain = (head?.['chain'] ?? genesis) as Uint8Array
    return this.records.judgeEnd({ position: Number(head?.['position'] ?? 0), chain })
  }

  /** Streams are read through an index: one that has lost an entry would answer a shorter history. */
  private judgeFile(): Finding | undefined {
    const [row] = this.db.prepare('PRAGMA integrity_check(1)').all()
    const what = String(row?.['integrity_check'] ?? 'ok')
    if (what === 'ok') return undefined
    const position = Number(/^row (\d+) /.exec(what)?.[1] ?? this.records.position)
    return { position, what: `the file is damaged: ${what.slice(0, 120)}` }
  }
}

function unreadable(error: unknown): string {
  return `the file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`
}

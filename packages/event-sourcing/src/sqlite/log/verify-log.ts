import type { KeyObject } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { openForReading } from '../open-database.ts'
import {
  chainOf,
  checksumOf,
  columns,
  countOf,
  frameOfRow,
  genesis,
  logFormat,
  type Row,
} from '../../log/record.ts'

export type Finding = { readonly position: number; readonly what: string }
export type Verification = {
  readonly records: number
  readonly head: number
  readonly findings: readonly Finding[]
}

/** What a log is held against. */
export type Evidence = {
  /** Proves the chain. Without it, only damage is found: whoever changes a log can make its checksums fit. */
  readonly chainKey?: KeyObject | undefined
  /** Checkpoints of read models and reactions, which never run ahead of a log. */
  readonly readUpTo?: Readonly<Record<string, number>>
  /** Heads that were told to a witness outside: the chain at a position, in hexadecimal. */
  readonly witnessed?: readonly { readonly position: number; readonly chain: string }[]
}

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
  private readonly evidence: Evidence
  private readonly witnessed: ReadonlyMap<number, string>
  /** What the next record must be linked to, where that is known. */
  private chain: Uint8Array | undefined = genesis
  private position = 0
  /** First event of the last record: what does not fit to the one after it may be either. */
  private first = 1

  constructor(db: DatabaseSync, evidence: Evidence) {
    this.db = db
    this.evidence = evidence
    this.witnessed = new Map(
      evidence.witnessed?.map(({ position, chain }) => [position, chain] as const),
    )
  }

  verified(): Verification {
    const finding = this.wrongFormat() ?? this.walk() ?? this.judgeEnd() ?? this.judgeFile()
    const findings = finding === undefined ? [] : [finding]
    return { records: this.position, head: this.position, findings }
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
        const rows = page.all(this.position) as unknown as Row[]
        if (rows.length === 0) return undefined
        for (const row of rows) {
          const finding = this.judge(row)
          if (finding !== undefined) return finding
        }
      }
    } catch (error) {
      const what = `${unreadable(error)} (at or after this position)`
      return { position: this.position + 1, what }
    }
  }

  private judge(row: Row): Finding | undefined {
    const [position, link, data, checksum] = [row[0], row[8], row[9], row[10]]
    const at = this.position + 1
    const first = position - countOf(row[3]) + 1
    if (first !== at)
      return { position: at, what: `the record is missing (the next one is ${first})` }
    const frame = frameOfRow(row)
    if (!(data instanceof Uint8Array) || checksumOf(frame, data) !== checksum)
      return { position: at, what: 'the record does not match its checksum' }
    if (this.chain !== undefined && !Buffer.from(link).equals(this.chain))
      return { position: this.first, what: 'the record does not match the chain' }
    const { chainKey } = this.evidence
    this.chain = chainKey === undefined ? undefined : chainOf(chainKey, frame, data)
    this.position = position
    this.first = first
    return this.judgeWitnessed()
  }

  private judgeWitnessed(): Finding | undefined {
    const told = this.witnessed.get(this.position)
    if (told === undefined || this.chain === undefined) return undefined
    return told === Buffer.from(this.chain).toString('hex')
      ? undefined
      : { position: this.first, what: 'the record is not the one that the witness was told of' }
  }

  private judgeEnd(): Finding | undefined {
    const { position } = this
    const head = this.db.prepare('SELECT position, chain FROM head').get()
    const headPosition = Number(head?.['position'] ?? 0)
    if (headPosition > position) return cut(position, `the head says ${headPosition}`)
    if (headPosition < position) return { position, what: `the head says ${headPosition}` }
    const chain = head === undefined ? genesis : (head['chain'] as Uint8Array)
    if (this.chain !== undefined && !Buffer.from(chain).equals(this.chain))
      return { position: this.first, what: 'the last record does not match the head' }
    const told = Math.max(0, ...this.witnessed.keys())
    if (told > position) return cut(position, `the witness was told of ${told}`)
    const ahead = Object.entries(this.evidence.readUpTo ?? {}).find(([, at]) => at > position)
    return ahead && cut(position, `${ahead[0]} has read up to ${ahead[1]}`)
  }

  /** Streams are read through an index: one that has lost an entry would answer a shorter history. */
  private judgeFile(): Finding | undefined {
    const [row] = this.db.prepare('PRAGMA integrity_check(1)').all()
    const what = String(row?.['integrity_check'] ?? 'ok')
    if (what === 'ok') return undefined
    const position = Number(/^row (\d+) /.exec(what)?.[1] ?? this.position)
    return { position, what: `the file is damaged: ${what.slice(0, 120)}` }
  }
}

function cut(after: number, because: string): Finding {
  return { position: after + 1, what: `the tail is cut (${because})` }
}

function unreadable(error: unknown): string {
  return `the file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`
}

import type { DatabaseSync } from 'node:sqlite'
import { openForReading } from '../open-database.ts'
import { chainOf, checksumOf, columns, countOf, genesis, headerOfRow, type Row } from './record.ts'

export type Finding = { readonly position: number; readonly what: string }
export type Verification = {
  readonly records: number
  readonly head: number
  readonly findings: readonly Finding[]
}

type ChainedRow = [...Row, Uint8Array]
type Reached = { readonly position: number; readonly chain: Uint8Array; readonly finding?: Finding }

const pageSize = 5_000

/**
 * Reads a whole log file and proves it: every record against its checksum, every record against the chain, the last one
 * against the remembered head and against `knownPositions` (checkpoints of read models, which never run ahead of a log),
 * the index against the records. Needs no key. Stops at the first break, because nothing after it can be judged.
 */
export function verifyLog(
  file: string,
  knownPositions: Readonly<Record<string, number>> = {},
): Verification {
  try {
    const db = openForReading(file)
    try {
      const { position, chain, finding } = walk(db)
      const findings =
        finding === undefined ? judgeEnd(db, position, chain, knownPositions) : [finding]
      return { records: position, head: position, findings }
    } finally {
      db.close()
    }
  } catch (error) {
    return { records: 0, head: 0, findings: [{ position: 1, what: unreadable(error) }] }
  }
}

function walk(db: DatabaseSync): Reached {
  const page = db.prepare(
    `SELECT ${columns}, chain FROM commits WHERE position > ? ORDER BY position LIMIT ${pageSize}`,
  )
  page.setReturnArrays(true)
  let position = 0
  let chain: Uint8Array = genesis
  try {
    for (;;) {
      const rows = page.all(position) as unknown as ChainedRow[]
      if (rows.length === 0) return { position, chain }
      for (const row of rows) {
        const what = judge(row, position, chain)
        if (what !== undefined)
          return { position, chain, finding: { position: position + 1, what } }
        position = row[0]
        chain = row[10]
      }
    }
  } catch (error) {
    return {
      position,
      chain,
      finding: { position: position + 1, what: `${unreadable(error)} (at or after this position)` },
    }
  }
}

function judge(row: ChainedRow, after: number, before: Uint8Array): string | undefined {
  const [position, data, checksum, chain] = [row[0], row[8], row[9], row[10]]
  const first = position - countOf(row[3]) + 1
  if (first !== after + 1) return `the record is missing (the next one is ${first})`
  const header = headerOfRow(row.slice(0, 10) as Row)
  if (!(data instanceof Uint8Array) || checksumOf(header, data) !== checksum)
    return 'the record does not match its checksum'
  if (!chainOf(before, position, header, data).equals(Buffer.from(chain)))
    return 'the record does not match the chain'
  return undefined
}

function judgeEnd(
  db: DatabaseSync,
  position: number,
  chain: Uint8Array,
  known: Readonly<Record<string, number>>,
): Finding[] {
  const head = db.prepare('SELECT position, chain FROM head').get()
  const headPosition = Number(head?.['position'] ?? 0)
  if (headPosition > position)
    return [{ position: position + 1, what: `the tail is cut (the head says ${headPosition})` }]
  if (headPosition < position) return [{ position, what: `the head says ${headPosition}` }]
  if (head !== undefined && !Buffer.from(chain).equals(Buffer.from(head['chain'] as Uint8Array)))
    return [{ position, what: 'the head does not match the chain' }]
  const ahead = Object.entries(known).find(([, at]) => at > position)
  if (ahead !== undefined)
    return [
      { position: position + 1, what: `the tail is cut (${ahead[0]} has read up to ${ahead[1]})` },
    ]
  return judgeFile(db, position)
}

/** Streams are read through an index: one that has lost an entry would answer a shorter history. */
function judgeFile(db: DatabaseSync, last: number): Finding[] {
  const [row] = db.prepare('PRAGMA integrity_check(1)').all()
  const what = String(row?.['integrity_check'] ?? 'ok')
  if (what === 'ok') return []
  const position = Number(/^row (\d+) /.exec(what)?.[1] ?? last)
  return [{ position, what: `the file is damaged: ${what.slice(0, 120)}` }]
}

function unreadable(error: unknown): string {
  return `the file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`
}

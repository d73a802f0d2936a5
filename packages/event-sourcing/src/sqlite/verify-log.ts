import { openForReading } from './open-database.ts'
import { chainOf, checksumOf, columns, genesis, headerOf, type Row } from './record.ts'

export type Finding = { readonly position: number; readonly what: string }
export type Verification = { readonly records: number; readonly head: number; readonly findings: readonly Finding[] }

const pageSize = 5_000

/**
 * Reads a whole log file and proves it: every record against its checksum, every record against the chain, the last one
 * against the remembered head and against `knownPositions` (checkpoints of read models, which never run ahead of a log).
 * Needs no key. Stops at the first break of the chain, because nothing after it can be judged.
 */
export function verifyLog(file: string, knownPositions: Readonly<Record<string, number>> = {}): Verification {
  const db = openForReading(file)
  try {
    const page = db.prepare(`SELECT ${columns}, chain FROM events WHERE position > ? ORDER BY position LIMIT ${pageSize}`)
    page.setReturnArrays(true)
    let chain: Uint8Array = genesis
    let position = 0
    const findings: Finding[] = []
    for (let rows = next(); rows.length > 0 && findings.length === 0; rows = next())
      for (const row of rows) {
        const what = judge(row, position, chain)
        if (what !== undefined) {
          findings.push({ position: position + 1, what })
          break
        }
        chain = row[12]
        position = row[0]
      }
    if (findings.length === 0) findings.push(...judgeEnd(db, position, chain, knownPositions))
    return { records: position, head: position, findings }

    function next(): [...Row, Uint8Array][] {
      return page.all(position) as unknown as [...Row, Uint8Array][]
    }
  } finally {
    db.close()
  }
}

function judge(row: [...Row, Uint8Array], after: number, before: Uint8Array): string | undefined {
  const [position, stream, revision, id, type, version, time, subject, causation, meta, data, checksum, chain] = row
  if (position !== after + 1) return `the record is missing (the next one is ${position})`
  const header = headerOf(stream, revision, id, type, version, time, subject, causation, meta)
  if (checksumOf(header, data) !== checksum) return 'the record does not match its checksum'
  if (!chainOf(before, position, header, data).equals(chain)) return 'the record does not match the chain'
  return undefined
}

function judgeEnd(
  db: ReturnType<typeof openForReading>,
  position: number,
  chain: Uint8Array,
  known: Readonly<Record<string, number>>,
): Finding[] {
  const head = db.prepare('SELECT position, chain FROM head').get()
  const headPosition = Number(head?.['position'] ?? 0)
  if (headPosition > position) return [{ position: position + 1, what: `the tail is cut (the head says ${headPosition})` }]
  if (head !== undefined && headPosition === position && !Buffer.from(chain).equals(head['chain'] as Uint8Array))
    return [{ position, what: 'the head does not match the chain' }]
  if (headPosition < position) return [{ position, what: `the head says ${headPosition}` }]
  const ahead = Object.entries(known).find(([, at]) => at > position)
  return ahead === undefined ? [] : [{ position: position + 1, what: `the tail is cut (${ahead[0]} has read up to ${ahead[1]})` }]
}

import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Column order of `commits`; one row is one commit: what was appended together to one stream. `position` is that of its
 * last event, `revision` that of its first. `events` names them, a line each: id, type, schema version.
 */
export type Row = [
  position: number,
  stream: string,
  revision: number,
  events: string,
  time: string,
  subject: string,
  causation: string,
  meta: string,
  data: Uint8Array,
  checksum: number,
]

export const columns =
  'position, stream, revision, events, time, subject, causation, meta, data, checksum'

export const schemaSql = `
  CREATE TABLE IF NOT EXISTS commits (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, events TEXT NOT NULL,
    time TEXT NOT NULL, subject TEXT NOT NULL, causation TEXT NOT NULL, meta TEXT NOT NULL,
    data BLOB NOT NULL, checksum INTEGER NOT NULL, chain BLOB NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS commits_of_stream ON commits (stream, revision);
  CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, chain BLOB NOT NULL);
`

/** How many events a commit holds: one a line. */
export function countOf(events: string): number {
  let count = 1
  for (let at = events.indexOf('\n'); at !== -1; at = events.indexOf('\n', at + 1)) count += 1
  return count
}

/**
 * Everything of a record but its position and its data: the associated data of the seal (a payload moved to another
 * record does not open). No field before `events` can hold a line break: JSON escapes those in `meta`.
 */
export function headerOf(
  stream: string,
  revision: number,
  events: string,
  time: string,
  subject: string,
  causation: string,
  meta: string,
): Buffer {
  return Buffer.from(
    `${stream}\n${revision}\n${time}\n${subject}\n${causation}\n${meta}\n${events}`,
  )
}

export function headerOfRow(row: Row): Buffer {
  return headerOf(row[1], row[2], row[3], row[4], row[5], row[6], row[7])
}

/** CRC-32 over header and data. Finds damage without a key; the seal finds it with one. */
export function checksumOf(header: Uint8Array, data: Uint8Array): number {
  return crc32(data, crc32(header))
}

export const genesis = new Uint8Array(32)

let scratch = Buffer.allocUnsafe(64 * 1024)

/** SHA-256 over the chain before, the position, the header and the data: no record can be changed, moved or left out. */
export function chainOf(
  before: Uint8Array,
  position: number,
  header: Uint8Array,
  data: Uint8Array,
): Buffer {
  const end = 40 + header.length + data.length
  if (scratch.length < end) scratch = Buffer.allocUnsafe(end * 2)
  scratch.set(before, 0)
  scratch.writeDoubleBE(position, 32)
  scratch.set(header, 40)
  scratch.set(data, 40 + header.length)
  return hash('sha256', scratch.subarray(0, end), 'buffer')
}

import { crc32 } from 'node:zlib'
import { hash } from 'node:crypto'

/** Column order of `events`; one row is one event. */
export type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  time: string,
  subject: string,
  causation: string,
  meta: string,
  data: Uint8Array,
  checksum: number,
]

export const columns =
  'position, stream, revision, id, type, version, time, subject, causation, meta, data, checksum'

export const schemaSql = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL,
    type TEXT NOT NULL, version INTEGER NOT NULL, time TEXT NOT NULL, subject TEXT NOT NULL,
    causation TEXT NOT NULL, meta TEXT NOT NULL, data BLOB NOT NULL, checksum INTEGER NOT NULL, chain BLOB NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS events_of_stream ON events (stream, revision);
  CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, chain BLOB NOT NULL);
`

/**
 * Everything of a record but its position and its data, in one string: the associated data of the seal (a payload moved
 * to another record does not open). No field before `meta` can hold a line break, and JSON escapes those in `meta`.
 */
export function headerOf(
  stream: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  time: string,
  subject: string,
  causation: string,
  meta: string,
): string {
  return `${stream}\n${revision}\n${id}\n${type}\n${version}\n${time}\n${subject}\n${causation}\n${meta}`
}

/** CRC-32 over header and data. Finds damage without a key; the seal finds it with one. */
export function checksumOf(header: string, data: Uint8Array): number {
  return crc32(data, crc32(header))
}

export const genesis = new Uint8Array(32)

let scratch = Buffer.allocUnsafe(64 * 1024)

/** SHA-256 over the chain before, the position, the header and the data: no record can be changed, moved or left out. */
export function chainOf(
  before: Uint8Array,
  position: number,
  header: string,
  data: Uint8Array,
): Buffer {
  const need = 32 + 8 + header.length * 3 + data.length
  if (scratch.length < need) scratch = Buffer.allocUnsafe(need * 2)
  scratch.set(before, 0)
  scratch.writeDoubleBE(position, 32)
  let end = 40 + scratch.write(header, 40, 'utf8')
  scratch.set(data, end)
  end += data.length
  return hash('sha256', scratch.subarray(0, end), 'buffer')
}

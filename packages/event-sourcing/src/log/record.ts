import { createHmac, type KeyObject } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Of the stored log; a file that says another number is refused when it is opened. */
export const logFormat = 2

/**
 * Column order of `commits`; one row is one commit: what was appended together to one stream. `position` is that of its
 * last event, `revision` that of its first. `events` names them, a line each: id, type, schema version. `link` is the
 * chain up to the record before.
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
  link: Uint8Array,
  data: Uint8Array,
  checksum: number,
]

export const columns =
  'position, stream, revision, events, time, subject, causation, meta, link, data, checksum'

export const schemaSql = `
  CREATE TABLE IF NOT EXISTS commits (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, events TEXT NOT NULL,
    time TEXT NOT NULL, subject TEXT NOT NULL, causation TEXT NOT NULL, meta TEXT NOT NULL,
    link BLOB NOT NULL, data BLOB NOT NULL, checksum INTEGER NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS commits_of_stream ON commits (stream, revision);
  CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, chain BLOB NOT NULL);
`

/** How many events a commit holds: one a line. */
export function countOf(events: string): number {
  let count = 1
  for (let at = events.indexOf('\n'); at !== -1; at = events.indexOf('\n', at + 1)) count += 1
  return count
}

export type Envelope = {
  readonly stream: string
  readonly revision: number
  readonly events: string
  readonly time: string
  readonly subject: string
  readonly causation: string
  readonly meta: string
}

const linkBytes = 32
const headBytes = linkBytes + 8 + 4

/**
 * Everything of a record but its data, as the seal, the checksum and the chain take it in: the chain before it, its
 * position, the length of the envelope and the envelope as a JSON array. So a payload opens in no other place, and no byte
 * can move over the border between envelope and data.
 */
export function frameOf(
  link: Uint8Array,
  position: number,
  { stream, revision, events, time, subject, causation, meta }: Envelope,
): Buffer {
  const envelope = JSON.stringify([stream, revision, time, subject, causation, meta, events])
  const length = Buffer.byteLength(envelope)
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame.set(link, 0)
  frame.writeDoubleBE(position, linkBytes)
  frame.writeUInt32BE(length, linkBytes + 8)
  frame.write(envelope, headBytes)
  return frame
}

export function frameOfRow(row: Row): Buffer {
  const [position, stream, revision, events, time, subject, causation, meta, link] = row
  return frameOf(link, position, { stream, revision, events, time, subject, causation, meta })
}

/** CRC-32 over frame and data. Finds damage without a key; the seal finds it with one. */
export function checksumOf(frame: Uint8Array, data: Uint8Array): number {
  return crc32(data, crc32(frame))
}

export const genesis = new Uint8Array(linkBytes)

/**
 * HMAC-SHA-256 over frame and data, and so over the chain before: without the key, which does not lie with the log, no
 * record can be changed, moved, put in or left out and the chain made to fit.
 */
export function chainOf(key: KeyObject, frame: Uint8Array, data: Uint8Array): Buffer {
  return createHmac('sha256', key).update(frame).update(data).digest()
}

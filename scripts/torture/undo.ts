import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

type Write = {
  readonly offset: number
  readonly old: Buffer
  readonly size: number
  readonly wrote: number
  /** After a sync had failed, this was written and synced: it is on the disk. */
  readonly isSynced: boolean
}
const sector = 512

/**
 * Does to the files what a power cut does: writes that were never synced are taken back, all of them (`lose: 'all'`) or
 * some, whole or torn at a sector (`lose: 'some'`). Answers how many there were.
 */
export function undoUnsynced(
  folder: string,
  journal: string,
  lose: 'all' | 'some',
  random: () => number,
): number {
  let count = 0
  // What a failed sync has lost lies below what was never synced.
  for (const name of readdirSync(journal).sort(lostLast)) {
    const isLost = name.endsWith('.lost')
    const file = join(folder, name.replace(/\.lost$/, '').replaceAll('%', '/'))
    const writes = writesIn(readFileSync(join(journal, name)))
    if (writes.length === 0 || !existsSync(file)) continue
    if (isLost) loseFile(file, writes)
    else undoFile(file, writes, lose, random)
    count += writes.filter(({ isSynced }) => !isSynced).length
  }
  return count
}

const lostLast = (a: string, b: string) =>
  Number(a.endsWith('.lost')) - Number(b.endsWith('.lost')) || (a < b ? -1 : 1)

const headBytes = 32
const synced = 2n ** 64n - 1n

function writesIn(notes: Buffer): Write[] {
  const writes: Write[] = []
  for (let at = 0; at + headBytes <= notes.length;) {
    const [offset, length, size, wrote] = [0, 8, 16, 24].map((field) =>
      notes.readBigUInt64LE(at + field),
    ) as [bigint, bigint, bigint, bigint]
    const isSynced = length === synced
    const old = isSynced ? 0 : Number(length)
    at += headBytes
    // The kill may have come while a note was written: its write has not happened.
    if (at + old > notes.length) break
    writes.push({
      offset: Number(offset),
      old: notes.subarray(at, at + old),
      size: Number(size),
      wrote: Number(wrote),
      isSynced,
    })
    at += old
  }
  return writes
}

/** Takes back what a failed sync has lost, but for the places that were written and synced later. */
function loseFile(file: string, writes: readonly Write[]): void {
  const before = readFileSync(file)
  let bytes = Buffer.from(before)
  const safe: (readonly [from: number, to: number])[] = []
  for (const { offset, old, size, wrote, isSynced } of [...writes].reverse()) {
    if (isSynced) {
      safe.push([offset, offset + wrote])
      continue
    }
    const end = Math.max(size, ...safe.map(([, to]) => Math.min(to, before.length)))
    const undone = Buffer.from(bytes)
    undone.fill(0, Math.min(offset, undone.length), Math.min(offset + wrote, undone.length))
    old.copy(undone, offset)
    bytes = undone.subarray(0, Math.min(undone.length, end))
  }
  // What was synced later is there, wherever it stands.
  const result = Buffer.alloc(
    Math.max(bytes.length, ...safe.map(([, to]) => Math.min(to, before.length))),
  )
  bytes.copy(result)
  for (const [from, to] of safe)
    if (from < before.length) before.copy(result, from, from, Math.min(to, before.length))
  writeFileSync(file, result)
}

function undoFile(
  file: string,
  writes: readonly Write[],
  lose: 'all' | 'some',
  random: () => number,
): void {
  const fd = openSync(file, 'r+')
  const undone: { offset: number; data: Buffer }[] = []
  for (const [i, { offset, old, size }] of [...writes.entries()].reverse()) {
    const sizeAfter = writes[i + 1]?.size ?? fstatSync(fd).size
    const data = Buffer.alloc(Math.min(Math.max(0, sizeAfter - offset), 1 << 20))
    const read = data.length === 0 ? 0 : readSync(fd, data, 0, data.length, offset)
    undone.push({ offset, data: data.subarray(0, read) })
    if (old.length > 0) writeSync(fd, old, 0, old.length, offset)
    ftruncateSync(fd, size)
  }
  if (lose === 'some') for (const write of undone.reverse()) redo(fd, write, random)
  closeSync(fd)
}

/** Half of the unsynced writes reached the disk after all, a third of these only in part. */
function redo(
  fd: number,
  { offset, data }: { offset: number; data: Buffer },
  random: () => number,
): void {
  if (random() < 0.5) return
  const length =
    random() < 0.3 ? Math.floor((random() * data.length) / sector) * sector : data.length
  if (length > 0) writeSync(fd, data, 0, length, offset)
}

import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

type Write = { readonly offset: number; readonly old: Buffer; readonly size: number }
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
  for (const name of readdirSync(journal)) {
    const file = join(folder, name.replaceAll('%', '/'))
    const writes = writesIn(readFileSync(join(journal, name)))
    if (writes.length === 0 || !existsSync(file)) continue
    undoFile(file, writes, lose, random)
    count += writes.length
  }
  return count
}

function writesIn(notes: Buffer): Write[] {
  const writes: Write[] = []
  for (let at = 0; at + 24 <= notes.length;) {
    const [offset, length, size] = [0, 8, 16].map((field) =>
      Number(notes.readBigUInt64LE(at + field)),
    ) as [number, number, number]
    // The kill may have come while a note was written: its write has not happened.
    if (at + 24 + length > notes.length) break
    writes.push({ offset, old: notes.subarray(at + 24, at + 24 + length), size })
    at += 24 + length
  }
  return writes
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

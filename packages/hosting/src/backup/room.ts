import { statfsSync } from 'node:fs'
import { NotBegun } from './not-done.ts'

const megabyte = 1024 * 1024
const sqliteFull = 13
const sqliteIoError = 10

/** @throws NotBegun when a folder has no room for so many bytes and a little more */
export function needsRoom(folder: string, bytes: number): void {
  const free = freeIn(folder)
  if (free < bytes + megabyte)
    throw new NotBegun(
      `${folder} has room for ${sizeOf(free)}; ${sizeOf(bytes + megabyte)} are needed. Make room, or choose another disk.`,
    )
}

/** Whether something failed because the disk of a folder is full; some file systems say only that a file could not grow. */
export function isFull(error: unknown, folder: string): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'ENOSPC') return true
  const code = 'errcode' in error ? Number(error.errcode) & 0xff : 0
  return code === sqliteFull || (code === sqliteIoError && freeIn(folder) < megabyte)
}

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** A size for people. */
export function sizeOf(bytes: number): string {
  return bytes < megabyte ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / megabyte).toFixed(1)} MB`
}

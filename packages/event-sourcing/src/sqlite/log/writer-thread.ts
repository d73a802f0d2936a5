import type { KeyObject } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { KeyFile } from '../keys/key-file.ts'
import type { WrappingKeys } from '../../keys/wrapped-key.ts'
import { DiskRoom } from './disk-room.ts'
import { diskFull, type AppendItem } from '../../log/append-item.ts'
import { GroupLog } from '../../log/group-log.ts'
import type { FromWriter, ToWriter } from './protocol.ts'
import { SqliteLogDriver } from './sqlite-log-driver.ts'
import { turn } from './turn.ts'

// The writer thread: one for all logs of a process. It seals what it is given and commits it, file by file, keys first.
// A full disk is a passing thing; whatever else fails ends the thread's work: the process turns read-only.
const port = parentPort
if (port === null) throw new TypeError('writer-thread runs as a worker')

const { keyFile, keks, chainKey } = workerData as {
  keyFile: string
  keks: WrappingKeys
  chainKey: KeyObject
}
const keys = new KeyFile(keyFile, keks)
const room = new DiskRoom(dirname(keyFile))
/** `isVital`: goes on while the disk is full, as long as the kept room lasts. */
type OpenLog = {
  readonly group: GroupLog
  readonly driver: SqliteLogDriver
  readonly isVital: boolean
}
const logs: OpenLog[] = []
/** Not at once: a start has better things to do. */
const keepRoom = setTimeout(() => void room.keep(), 100)
type Batch = Extract<ToWriter, { kind: 'batch' }>
let failed: string | undefined

function answer(message: FromWriter): undefined {
  port?.postMessage(message)
}

/** Batches that arrived while a commit was on its way are committed together, up to this many appends. */
const maxAppends = 4_000
const slowMs = 3
const fewAppends = 16
const nobody = new Int32Array(new SharedArrayBuffer(4))
let last = { tookMs: 0, appends: 0 }

/** One piece of work at a time, in the order in which it came. */
let work = Promise.resolve()
function inTurn(next: () => Promise<void>): void {
  work = work.then(next)
}

/** What has come and has not been worked on: older than anything that the port still holds. */
const received: ToWriter[] = []
port.on('message', (message: ToWriter) => {
  received.push(message)
  inTurn(workOnNext)
})

/** One, with those that can go along; then timers have their turn. */
async function workOnNext(): Promise<void> {
  const next = nextMessage()
  if (next !== undefined) await receive(next)
}

async function receive(message: ToWriter): Promise<void> {
  if (message.kind === 'close') return close()
  if (failed !== undefined) return answer({ kind: 'failed', message: failed })
  try {
    if (message.kind === 'batch') return await writeWithFollowers(message)
    if (message.kind === 'wrapBy') return wrapBy(message.keks)
    await open(message)
    return answer({ kind: 'opened', log: message.log })
  } catch (error) {
    failed = messageOf(error)
    return answer({ kind: 'failed', message: failed })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}

async function open({ log, file, isVital }: Extract<ToWriter, { kind: 'open' }>): Promise<void> {
  const driver = new SqliteLogDriver(file, (error) => room.explains(error))
  const group = new GroupLog(basename(file, '.sqlite'), driver, chainKey)
  await group.open()
  logs[log] = { group, driver, isVital }
}

async function writeWithFollowers(first: Batch): Promise<void> {
  gather()
  const batches = [first]
  let appends = first.appends.length
  while (appends < maxAppends) {
    const next = nextMessage()
    if (next === undefined) break
    if (next.kind !== 'batch') {
      received.unshift(next)
      inTurn(workOnNext)
      break
    }
    batches.push(next)
    appends += next.appends.length
  }
  const begun = performance.now()
  const positions = await write(batches)
  last = { tookMs: performance.now() - begun, appends: positions.length }
  answer({ kind: 'done', batches: batches.length, positions })
  scrub()
}

/** Keys that were destroyed and may still stand in the write-ahead file of the keys. */
let erasures = 0
let nextScrub: NodeJS.Timeout | undefined
const busyMs = 20

const keysAtATime = 500
const betweenMs = 5
let nextWrapping: NodeJS.Timeout | undefined = setTimeout(
  () => inTurn(async () => wrapAnew('')),
  betweenMs,
)

function wrapBy(current: WrappingKeys): undefined {
  keys.wrapBy(current)
  clearTimeout(nextWrapping)
  wrapAnew('')
}

/** Some keys at a time, between two turns: nobody waits for it. What a crash or a full disk interrupts is begun anew. */
function wrapAnew(after: string): void {
  nextWrapping = undefined
  if (failed !== undefined) return
  try {
    const last = keys.wrapAnew(after, keysAtATime)
    keys.commit()
    if (last === undefined) keys.scrub()
    else nextWrapping = setTimeout(() => inTurn(async () => wrapAnew(last)), betweenMs)
  } catch (error) {
    keys.rollback()
    if (room.explains(error))
      nextWrapping = setTimeout(() => inTurn(async () => wrapAnew(after)), lookMs)
    else answer({ kind: 'failed', message: (failed = messageOf(error)) })
  }
}

/** A reader of the key file (a backup) holds up the erasure, and nobody else. */
function scrub(): void {
  if (erasures === 0 || nextScrub !== undefined) return
  if (!keys.scrub()) {
    nextScrub = setTimeout(() => {
      nextScrub = undefined
      scrub()
    }, busyMs)
    return
  }
  answer({ kind: 'scrubbed', erasures })
  erasures = 0
}

/**
 * On a slow disk, those who were just answered come back within a fraction of the next sync: waiting for them lets all
 * share it. Never for a lone writer, never more than two milliseconds.
 */
function gather(): void {
  if (last.tookMs > slowMs && last.appends > fewAppends)
    Atomics.wait(nobody, 0, 0, Math.min(2, last.tookMs / 4))
}

function nextMessage(): ToWriter | undefined {
  const first = received.shift()
  if (first !== undefined || port === null) return first
  return receiveMessageOnPort(port)?.message as ToWriter | undefined
}

async function write(batches: readonly Batch[]): Promise<readonly number[]> {
  owed.push(...batches.flatMap(({ erase }) => erase))
  const items = batches.flatMap(({ appends }) => appends)
  const positions = await commit(items)
  if (looking !== undefined || !(positions.includes(diskFull) || owed.length > 0)) return positions
  runShort()
  // The kept room is free now: what must go on is tried once more.
  const again = items.flatMap((item, i) =>
    positions[i] === diskFull && logs[item[0]]?.isVital === true ? [i] : [],
  )
  const second = await commit(items.filter((_item, i) => again.includes(i)))
  for (const [n, i] of again.entries()) positions[i] = second[n] ?? diskFull
  return positions
}

async function commit(items: readonly AppendItem[]): Promise<number[]> {
  const { positions, erased } = await turn({ keys, logs, room }, owed, items)
  if (erased) {
    erasures += owed.length
    owed = []
  }
  return positions
}

/** Erasures that were asked for and are not durable yet. */
let owed: string[] = []
let looking: NodeJS.Timeout | undefined
const lookMs = 500

/** The disk is full: the kept room is for what must go on, and it is looked whether there is room again. */
function runShort(): void {
  room.spend()
  for (const log of logs) if (log.isVital) log.driver.keepShort(true)
  answer({ kind: 'room', isFull: true })
  looking = setInterval(() => inTurn(look), lookMs)
}

async function look(): Promise<void> {
  if (!(await room.keep()) || looking === undefined) return
  clearInterval(looking)
  looking = undefined
  for (const log of logs) if (log.isVital) log.driver.keepShort(false)
  answer({ kind: 'room', isFull: false })
  if (owed.length === 0) return
  await commit([])
  scrub()
}

function close(): undefined {
  clearTimeout(nextScrub)
  clearTimeout(keepRoom)
  clearTimeout(nextWrapping)
  clearInterval(looking)
  // After a failure the files are left as they are: a checkpoint on a disk that lost a write could only make it worse.
  if (failed === undefined) {
    for (const log of logs) log.driver.close()
    keys.close()
  }
  answer({ kind: 'closed' })
  port?.close()
}

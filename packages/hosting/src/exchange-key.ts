import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keyIdOf, type WrappingKeys } from '@careloom/event-sourcing/keys'
import { NotBegun } from './backup/not-done.ts'
import {
  announce,
  announcedIn,
  endAnnouncement,
  keepAsRetired,
  makeCurrent,
  secretsThere,
} from './secrets.ts'

/** The keys of a house, wherever they are kept, while others work on them. */
export type KeysAtRest = {
  /** How many keys each key-encryption key has wrapped, by its id; '' for those that do not say. */
  byWrapping(): Promise<ReadonlyMap<string, number>>
  /** Wraps by the first key what the others have wrapped, unless somebody who works on them does. */
  wrapAnew(keks: WrappingKeys): Promise<void>
  /** How many processes that work on them do not know a key-encryption key yet. */
  unaware(id: string): Promise<number>
  /** How many may still wrap by another one. */
  behind(id: string): Promise<number>
}

export type ExchangeKey = {
  readonly secretsDir: string
  readonly keys: KeysAtRest
  /** Told what is going on, for people. */
  readonly say: (line: string) => void
  /** Told of each step before it is done: for tests, which die there. */
  readonly onStep?: ((step: RotationStep) => void) | undefined
}

export type RotationStep = (typeof rotationSteps)[number]

/** After each of them, and in the middle of the last, everything is readable, and a rotation that died is gone on with. */
export const rotationSteps = [
  'announce',
  'retire',
  'makeCurrent',
  'endAnnouncement',
  'wrapAnew',
] as const

const lookMs = 200

/**
 * Makes a new key-encryption key current once everybody knows it, and waits until no key is wrapped by another one. The earlier
 * key is kept as retired, because backups need it. An exchange that was not finished is gone on with, and no other key is made.
 * @throws NotBegun when nothing was changed
 */
export async function exchangeKey(
  options: ExchangeKey,
): Promise<{ current: string; retired: string[] }> {
  const { secretsDir, say } = options
  const unlock = lock(secretsDir)
  try {
    await change(options)
    const keks = keksIn(secretsDir)
    options.onStep?.('wrapAnew')
    await wrapped(options, keks)
    const [current, ...retired] = keks.map(keyIdOf)
    say('every key is wrapped by it')
    return { current: current ?? '', retired }
  } finally {
    unlock()
  }
}

async function change(options: ExchangeKey): Promise<void> {
  const { secretsDir, keys, say, onStep } = options
  const [current] = keksIn(secretsDir)
  const wrapped = await keys.byWrapping()
  if (announcedIn(secretsDir) === undefined && left(wrapped, keyIdOf(current), false) > 0)
    return say(`going on with the rotation to ${keyIdOf(current)}`)
  const next = await announced(options)
  if (!next.equals(current)) {
    onStep?.('retire')
    // On disk among the retired before another one is current: each key that wraps can be found at any moment.
    keepAsRetired(secretsDir, current)
    onStep?.('makeCurrent')
    makeCurrent(secretsDir, next)
    say(`the key-encryption key is ${keyIdOf(next)} now; before it was ${keyIdOf(current)}`)
  }
  onStep?.('endAnnouncement')
  endAnnouncement(secretsDir)
}

/** The key that is to be current; everybody knows it. */
async function announced({ secretsDir, keys, say, onStep }: ExchangeKey): Promise<KeyObject> {
  const before = announcedIn(secretsDir)
  const next = before ?? createSecretKey(randomBytes(32))
  if (before === undefined) {
    onStep?.('announce')
    announce(secretsDir, next)
  }
  const id = keyIdOf(next)
  const unaware = () => keys.unaware(id)
  await untilNone(unaware, (count) => say(`${count} processes do not know ${id} yet …`))
  return next
}

async function wrapped({ keys, say }: ExchangeKey, keks: WrappingKeys): Promise<void> {
  const id = keyIdOf(keks[0])
  const behind = () => keys.behind(id)
  await untilNone(behind, (count) => say(`${count} processes may still wrap by another key …`))
  const others = async () => left(await keys.byWrapping(), id)
  const open = async () => {
    if ((await others()) > 0) await keys.wrapAnew(keks)
    return others()
  }
  await untilNone(open, (count) => say(`${count} keys are to be wrapped anew …`))
}

async function untilNone(count: () => Promise<number>, say: (count: number) => void) {
  let said = 0
  for (let open = await count(); open > 0; open = await count()) {
    if (open !== said) say(open)
    said = open
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

/** Keys that another one has wrapped; those that do not say by which belong to no rotation. */
function left(wrapped: ReadonlyMap<string, number>, current: string, withUnnamed = true): number {
  return [...wrapped].reduce(
    (sum, [id, count]) => (id === current || (id === '' && !withUnnamed) ? sum : sum + count),
    0,
  )
}

function keksIn(folder: string): WrappingKeys {
  const secrets = secretsThere(folder)
  if (secrets === undefined) throw new NotBegun(`The secrets are not in ${folder}.`)
  return secrets.keks
}

/** One rotation at a time; the operating system holds the lock. */
function lock(secretsDir: string): () => void {
  const db = new DatabaseSync(join(secretsDir, 'rotation.lock'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch {
    db.close()
    throw new NotBegun('Another rotation is under way.')
  }
  return () => db.close()
}

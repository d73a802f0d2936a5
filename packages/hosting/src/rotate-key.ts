import { createSecretKey, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keyIdOf } from '@careloom/event-sourcing/keys'
import { keysByWrapping, wrapAllAnew } from '@careloom/event-sourcing/sqlite'
import { keysName } from './backup/data-files.ts'
import { NotBegun } from './backup/not-done.ts'
import {
  keepAsRetired,
  makeCurrent,
  refuseMissingKeys,
  secretsThere,
  type Secrets,
} from './secrets.ts'

export type RotateKey = {
  readonly dataDir: string
  readonly secretsDir: string
  /** Takes the data folder, so that nobody works on it meanwhile; answers how to give it back, undefined while somebody has it. */
  readonly take: (folder: string) => (() => void) | undefined
  /** Told what is going on, for people. */
  readonly say: (line: string) => void
  /** Told of each step before it is done: for tests, which die there. */
  readonly onStep?: (step: RotationStep) => void
}

export type RotationStep = (typeof rotationSteps)[number]

/** After each of them, and in the middle of the last, everything is readable, and a rotation that died is gone on with. */
export const rotationSteps = ['retire', 'makeCurrent', 'wrapAnew'] as const

const lookMs = 200

/**
 * Makes a new key-encryption key current, and waits until no key of the data folder is wrapped by another one: whoever works on
 * it wraps them anew while it goes on, and where nobody does it is done here. The earlier key is kept as retired, because backups
 * need it. A rotation that was not finished is gone on with, and no other key is made.
 * @throws NotBegun when nothing was changed; CareloomError `CL_KEY_MISSING` when an earlier key is not there
 */
export async function rotateKey(
  options: RotateKey,
): Promise<{ current: string; retired: string[] }> {
  const { dataDir, secretsDir, say } = options
  const keyFile = join(dataDir, keysName)
  if (secretsThere(secretsDir) === undefined || !existsSync(keyFile))
    throw new NotBegun(
      `There are no data in ${dataDir} with secrets in ${secretsDir}. Say where they are with CARELOOM_DATA and CARELOOM_SECRETS.`,
    )
  const unlock = lock(secretsDir)
  try {
    refuseMissingKeys(keyFile, secretsDir)
    change(options, keyFile)
    const secrets = secretsOf(secretsDir)
    options.onStep?.('wrapAnew')
    await wrapped(options, keyFile, secrets)
    const [current, ...retired] = secrets.keks.map(keyIdOf)
    say('every key is wrapped by it')
    return { current: current ?? '', retired }
  } finally {
    unlock()
  }
}

/** The earlier key is on disk among the retired before the new one is current: each key that wraps can be found at any moment. */
function change({ secretsDir, say, onStep }: RotateKey, keyFile: string): void {
  const [current] = secretsOf(secretsDir).keks
  if (left(keyFile, keyIdOf(current), false) > 0)
    return say(`going on with the rotation to ${keyIdOf(current)}`)
  onStep?.('retire')
  keepAsRetired(secretsDir, current)
  onStep?.('makeCurrent')
  const next = createSecretKey(randomBytes(32))
  makeCurrent(secretsDir, next)
  say(`the key-encryption key is ${keyIdOf(next)} now; before it was ${keyIdOf(current)}`)
}

async function wrapped(
  { dataDir, take, say }: RotateKey,
  keyFile: string,
  { keks }: Secrets,
): Promise<void> {
  const current = keyIdOf(keks[0])
  let said = 0
  for (let open = left(keyFile, current); open > 0; open = left(keyFile, current)) {
    if (open !== said) say(`${open} keys are to be wrapped anew …`)
    said = open
    const giveBack = take(dataDir)
    if (giveBack === undefined) await new Promise((resolve) => setTimeout(resolve, lookMs))
    else
      try {
        wrapAllAnew(keyFile, keks)
      } finally {
        giveBack()
      }
  }
}

/** Keys that another one has wrapped; those that do not say by which belong to no rotation. */
function left(keyFile: string, current: string, withUnnamed = true): number {
  return [...keysByWrapping(keyFile)].reduce(
    (sum, [id, count]) => (id === current || (id === '' && !withUnnamed) ? sum : sum + count),
    0,
  )
}

function secretsOf(folder: string): Secrets {
  const secrets = secretsThere(folder)
  if (secrets === undefined) throw new NotBegun(`The secrets are not in ${folder} any more.`)
  return secrets
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

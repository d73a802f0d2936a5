import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** What must not lie with the data. Each is made once and never changes by itself. */
export type Secrets = {
  /** Wraps the keys that seal. Whoever holds it and the data folder reads everything. */
  readonly kek: KeyObject
  /** Proves the logs: whoever holds the data folder but not this key changes nothing unseen. */
  readonly chainKey: KeyObject
  /** Names claim streams: without it nobody can tell whether a number is known here. */
  readonly claimsKey: KeyObject
}

/** The secrets in a folder, readable by its owner only; what is missing is made. */
export function secretsIn(folder: string): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    kek: secretIn(join(folder, 'key-encryption-key')),
    chainKey: secretIn(join(folder, 'chain-key')),
    claimsKey: secretIn(join(folder, 'claims-key')),
  }
}

function secretIn(file: string): KeyObject {
  if (!existsSync(file)) writeDurably(file, randomBytes(32).toString('base64'))
  return createSecretKey(Buffer.from(readFileSync(file, 'utf8'), 'base64'))
}

/** Whole and on disk before it has its name: a key lost to a power cut would take everything with it. */
function writeDurably(file: string, text: string): void {
  const unfinished = `${file}.new`
  writeFileSync(unfinished, text, { mode: 0o600, flush: true })
  renameSync(unfinished, file)
  const handle = openSync(dirname(file), 'r')
  fsyncSync(handle)
  closeSync(handle)
}

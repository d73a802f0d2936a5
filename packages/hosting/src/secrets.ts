import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from './durable-file.ts'

/** What must not lie with the data. Each is made once and never changes by itself. */
export type Secrets = {
  /** Wraps the keys that seal. Whoever holds it and the data folder reads everything. */
  readonly kek: KeyObject
  /** Proves the logs: whoever holds the data folder but not this key changes nothing unseen. */
  readonly chainKey: KeyObject
  /** Names claim streams: without it nobody can tell whether a number is known here. */
  readonly claimsKey: KeyObject
}

const names = { kek: 'key-encryption-key', chainKey: 'chain-key', claimsKey: 'claims-key' }

/** The secrets in a folder, readable by its owner only; what is missing is made. */
export function secretsIn(folder: string): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    kek: secretIn(join(folder, names.kek)),
    chainKey: secretIn(join(folder, names.chainKey)),
    claimsKey: secretIn(join(folder, names.claimsKey)),
  }
}

/** The secrets in a folder if all of them are there: a program that needs those of a past makes none. */
export function secretsThere(folder: string): Secrets | undefined {
  const isThere = Object.values(names).every((name) => existsSync(join(folder, name)))
  return isThere ? secretsIn(folder) : undefined
}

/** A key lost to a power cut would take everything with it: it is on disk before it is used. */
function secretIn(file: string): KeyObject {
  if (!existsSync(file)) writeDurably(file, randomBytes(32).toString('base64'))
  return createSecretKey(Buffer.from(readFileSync(file, 'utf8'), 'base64'))
}

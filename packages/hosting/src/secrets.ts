import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CareloomError } from '@careloom/event-sourcing'
import { keyIdOf, type WrappingKeys } from '@careloom/event-sourcing/keys'
import { keysByWrapping } from '@careloom/event-sourcing/sqlite'
import { moveDurably, sync, writeDurably, writeOnce } from './durable-file.ts'

/** What must not lie with the data. Each is made once and never changes by itself. */
export type Secrets = {
  /** Wrap the keys that seal; the first is current, the others are retired. Whoever holds them and the data folder reads everything. */
  readonly keks: WrappingKeys
  /** Proves the logs: whoever holds the data folder but not this key changes nothing unseen. */
  readonly chainKey: KeyObject
  /** Names claim streams: without it nobody can tell whether a number is known here. */
  readonly claimsKey: KeyObject
  /** Proves to the processes of a house what they have sent to each other over a broker. It follows from the chain key. */
  readonly messagesKey: KeyObject
}

const names = { kek: 'key-encryption-key', chainKey: 'chain-key', claimsKey: 'claims-key' }
/** It opens and does not wrap yet: everybody is to know it before it is current. */
const nextKek = 'next-key-encryption-key'
/** Key-encryption keys that were current, each under its id: backups from then need them. */
const retired = 'retired-keys'
const keyBytes = 32
/** How often it is looked whether another key has become current; milliseconds. */
const lookMs = 500

/**
 * The secrets of a house that runs on several machines, in a folder that each of them has, as a rule one that cannot be written.
 * Nothing is made here: two machines would each make their own.
 * @throws CareloomError `CL_SECRETS_MISSING` that names those which are not there, `CL_SECRET_DAMAGED`
 */
export function secretsOfHouse(folder: string): Secrets {
  const missing = missingIn(folder)
  if (missing.length > 0) throw new SecretsMissing(folder, missing)
  return readSecrets(folder)
}

class SecretsMissing extends CareloomError {
  constructor(folder: string, missing: readonly string[]) {
    super(
      'CL_SECRETS_MISSING',
      `${folder} lacks ${missing.join(' and ')}: put back what was there, or make the secrets of a new house once (npm run make-secrets -- FOLDER) and give all machines the same`,
    )
  }
}

/**
 * Makes the secrets of a new house, all of them at once or none. Answers false when they are there.
 * @throws CareloomError `CL_SECRETS_MISSING` when some of them are there: a house may stand on them
 */
export function makeSecrets(folder: string): boolean {
  const missing = missingIn(folder)
  if (missing.length === 0) return false
  if (missing.length < Object.values(names).length) throw new SecretsMissing(folder, missing)
  const unfinished = `${resolve(folder)}.${process.pid}.new`
  try {
    secretsIn(unfinished)
    moveDurably(unfinished, folder)
    return true
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Somebody else has made them meanwhile.
    if (missingIn(folder).length === 0) return false
    throw error
  }
}

/** The secrets in a folder, readable by its owner only; what is missing is made. */
export function secretsIn(folder: string): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of Object.values(names)) {
    const file = join(folder, name)
    // A key lost to a power cut would take everything with it: it is on disk before it is used.
    if (!existsSync(file)) writeOnce(file, randomBytes(keyBytes).toString('base64'))
  }
  return readSecrets(folder)
}

/** The secrets in a folder if all of them are there: a program that needs those of a past makes none. */
export function secretsThere(folder: string): Secrets | undefined {
  return missingIn(folder).length === 0 ? readSecrets(folder) : undefined
}

function missingIn(folder: string): string[] {
  return Object.values(names).filter((name) => !existsSync(join(folder, name)))
}

/**
 * Tells when another key-encryption key has become current, or one was added; answers how to stop. What was there once stays
 * known: whoever deletes a retired key too early is not missed before the next start.
 * @param known what was read at the start
 */
export function watchKeys(
  folder: string,
  known: WrappingKeys,
  changed: (keks: WrappingKeys) => void,
): () => void {
  const timer = setInterval(() => {
    const [current, ...earlier] = wrappingKeysThere(folder) ?? known
    const ids = new Set([current, ...earlier].map(keyIdOf))
    const keks: WrappingKeys = [
      current,
      ...earlier,
      ...known.filter((kek) => !ids.has(keyIdOf(kek))),
    ]
    if (keks.length === known.length && current.equals(known[0])) return
    known = keks
    changed(keks)
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** The key that is to become current, as somebody has announced it. */
export function announcedIn(folder: string): KeyObject | undefined {
  try {
    return secretIn(join(folder, nextKek))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Lets everybody who looks know a key-encryption key before it is current; it is on disk when this returns. */
export function announce(folder: string, kek: KeyObject): void {
  writeDurably(join(folder, nextKek), textOf(kek))
}

/** The key that was announced is current. */
export function endAnnouncement(folder: string): void {
  rmSync(join(folder, nextKek), { force: true })
}

/** Keeps the current key-encryption key among the retired ones; it is on disk when this returns. */
export function keepAsRetired(folder: string, kek: KeyObject): void {
  mkdirSync(join(folder, retired), { recursive: true, mode: 0o700 })
  sync(folder)
  writeDurably(join(folder, retired, keyIdOf(kek)), textOf(kek))
}

/** Makes a new key-encryption key current, at once or not at all. */
export function makeCurrent(folder: string, kek: KeyObject): void {
  writeDurably(join(folder, names.kek), textOf(kek))
}

/** @throws CareloomError `CL_KEY_MISSING` that names the keys which a key file needs and the folder does not hold */
export function refuseMissingKeys(keyFile: string, folder: string): void {
  const there = new Set(['', ...wrappingKeysIn(folder).map(keyIdOf)])
  const missing = [...keysByWrapping(keyFile).keys()].filter((id) => !there.has(id))
  if (missing.length === 0) return
  throw new CareloomError(
    'CL_KEY_MISSING',
    `${keyFile} holds keys that were wrapped by the key-encryption key ${missing.join(' and ')}, which is not in ${folder}: put it back as ${join(folder, retired, missing[0] ?? '')}`,
  )
}

function readSecrets(folder: string): Secrets {
  const chainKey = secretIn(join(folder, names.chainKey))
  return {
    keks: wrappingKeysIn(folder),
    chainKey,
    claimsKey: secretIn(join(folder, names.claimsKey)),
    messagesKey: derivedFrom(chainKey, 'careloom messages'),
  }
}

/** A key for another purpose: whoever has it learns nothing of the one that it follows from. */
function derivedFrom(secret: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes)))
}

/**
 * The announced one is read first, then the current one: an announcement ends when its key is current, and a key is current no
 * more when it is among the others.
 */
function wrappingKeysIn(folder: string): WrappingKeys {
  const next = announcedIn(folder)
  const current = secretIn(join(folder, names.kek))
  const path = join(folder, retired)
  const others = existsSync(path) ? readdirSync(path).sort() : []
  const earlier = others
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => secretIn(join(path, name)))
  const more = next === undefined ? earlier : [next, ...earlier]
  return [current, ...more.filter((kek) => !kek.equals(current))]
}

/** Undefined while the folder is away: it is no reason to do without the keys that are known. */
function wrappingKeysThere(folder: string): WrappingKeys | undefined {
  try {
    return wrappingKeysIn(folder)
  } catch {
    return undefined
  }
}

/** @throws CareloomError `CL_SECRET_DAMAGED` that names the file: whatever a short key seals is open to everybody */
function secretIn(file: string): KeyObject {
  const bytes = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  if (bytes.length === keyBytes) return createSecretKey(bytes)
  throw new CareloomError(
    'CL_SECRET_DAMAGED',
    `${file} holds ${bytes.length} bytes in base64, not ${keyBytes}: put it back from where the secrets are kept`,
  )
}

function textOf(key: KeyObject): string {
  return key.export().toString('base64')
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ends = { own: '.key.pem', known: '.pub.pem' }

/**
 * The keys of a folder of secrets: `<name>.key.pem` (PKCS 8), of this process alone, and `<caller>.pub.pem` (SPKI) of everybody
 * who may call. All are Ed25519: `openssl genpkey -algorithm ed25519`, `openssl pkey -pubout`.
 * @throws TypeError naming the file that is missing or holds no such key
 */
export function callerKeysIn(folder: string, name: string) {
  const known = new Map<string, KeyObject | undefined>()
  return {
    own: (): KeyObject => keyIn(join(folder, `${name}${ends.own}`), createPrivateKey),
    /** Read when it is first asked for; who is not there is not known. */
    keyOf(caller: string): KeyObject | undefined {
      if (known.has(caller)) return known.get(caller)
      const file = join(folder, `${caller}${ends.known}`)
      const isName = /^[a-z][a-z-]*$/.test(caller)
      if (!isName || !existsSync(file)) return undefined
      const key = keyIn(file, createPublicKey)
      known.set(caller, key)
      return key
    },
  }
}

/** Makes the keys of those who have none there, readable by their owner only. What is there stays. */
export function makeCallerKeys(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of names) {
    const file = join(folder, `${name}${ends.own}`)
    if (existsSync(file)) continue
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const known = publicKey.export({ type: 'spki', format: 'pem' })
    writeFileSync(join(folder, `${name}${ends.known}`), known)
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  }
}

function keyIn(file: string, read: (pem: string) => KeyObject): KeyObject {
  if (!existsSync(file))
    throw new TypeError(`${file} is missing: it must hold an Ed25519 key (PEM)`)
  try {
    const key = read(readFileSync(file, 'utf8'))
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // What OpenSSL says of a key is not repeated.
  }
  throw new TypeError(`${file} must hold an Ed25519 key (PEM)`)
}

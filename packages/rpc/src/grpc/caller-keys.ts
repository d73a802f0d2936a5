import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
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

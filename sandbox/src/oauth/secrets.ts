import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'

/** What an OpenID provider must not lose between two starts, and must not show to anybody. */
export type ProviderSecrets = {
  readonly signingKeys: JWK[]
  readonly cookieKeys: string[]
}

/** Reads the secrets of a provider; the first time makes them and keeps them in a file only its owner can read. */
export async function loadSecrets(folder: string, name: string): Promise<ProviderSecrets> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kept = readKept(fileOf(folder, name))
  if (kept !== undefined) return kept

  const made = await makeSecrets(name)
  keep(folder, name, made)
  return made
}

/** Puts a new signing key first, for the next start; what was signed with those before is known until it ends. */
export async function signWith(folder: string, name: string, privateKey: JWK): Promise<void> {
  const { signingKeys, cookieKeys } = await loadSecrets(folder, name)
  keep(folder, name, { cookieKeys, signingKeys: [signingKey(name, privateKey), ...signingKeys] })
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.secrets.json`)
}

function keep(folder: string, name: string, secrets: ProviderSecrets): void {
  const file = fileOf(folder, name)
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

function readKept(file: string): ProviderSecrets | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** RS256 because keycloak-connect verifies nothing else. */
async function makeSecrets(name: string): Promise<ProviderSecrets> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    signingKeys: [signingKey(name, await exportJWK(privateKey))],
    cookieKeys: [randomBytes(32).toString('base64url')],
  }
}

function signingKey(name: string, privateKey: JWK): JWK {
  const kid = `${name}-${randomBytes(6).toString('hex')}`
  return { ...privateKey, kid, alg: 'RS256', use: 'sig' }
}

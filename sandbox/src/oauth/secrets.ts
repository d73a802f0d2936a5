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
  const file = join(folder, `${name}.secrets.json`)
  const kept = readKept(file)
  if (kept !== undefined) return kept

  const made = await makeSecrets(name)
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  return made
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
  const kid = `${name}-${randomBytes(6).toString('hex')}`
  return {
    signingKeys: [{ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }],
    cookieKeys: [randomBytes(32).toString('base64url')],
  }
}

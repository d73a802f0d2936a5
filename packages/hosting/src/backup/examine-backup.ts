import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Secrets } from '../secrets.ts'
import { described } from './data-files.ts'
import { examined } from './examine.ts'
import { manifestName, opened, type BackedUpFile, type Manifest } from './manifest.ts'
import { NotBegun } from './not-done.ts'

/**
 * The manifest of a backup of which every file is what was backed up, every log proved up to its head, and every key there.
 * @throws NotBegun with what is wrong
 */
export async function examinedBackup(from: string, secrets: Secrets): Promise<Manifest> {
  const manifest = manifestIn(from, secrets)
  for (const file of manifest.files) await isAsBackedUp(from, file)
  const paths = manifest.files.map(({ path }) => path)
  const heads = new Map(manifest.logs.map((head) => [head.log, [head]]))
  const findings = examined(from, paths, secrets, heads)
  if (findings.length === 0) return manifest
  throw new NotBegun(`The backup is not good; nothing was touched:${list(findings)}`)
}

function manifestIn(from: string, { chainKey }: Secrets): Manifest {
  const file = join(from, manifestName)
  if (!existsSync(file)) throw new NotBegun(noManifest(from))
  const manifest = opened(readFileSync(file, 'utf8'), chainKey)
  if (typeof manifest !== 'string') return manifest
  throw new NotBegun(`${from} cannot be restored: ${manifest}. Nothing was touched.`)
}

async function isAsBackedUp(from: string, { path, bytes, sha256 }: BackedUpFile): Promise<void> {
  const file = join(from, path)
  const there = existsSync(file) ? await described(from, path) : undefined
  if (there?.sha256 === sha256 && there.bytes === bytes) return
  const what = there === undefined ? 'is missing' : 'is not what was backed up'
  throw new NotBegun(`${file} ${what}. Take another backup; nothing was touched.`)
}

function noManifest(from: string): string {
  if (!existsSync(from)) return `${from} is not there. Name the folder of a backup.`
  const backups = readdirSync(from).filter((name) => existsSync(join(from, name, manifestName)))
  const last = backups.sort().at(-1)
  return last === undefined
    ? `${from} holds no ${manifestName}: it is no backup, or one that was not finished.`
    : `${from} holds ${backups.length} backups: name one of them. The last is ${join(from, last)}`
}

/** Findings as lines under a sentence. */
export function list(findings: readonly string[]): string {
  return findings.map((finding) => `\n  ${finding}`).join('')
}

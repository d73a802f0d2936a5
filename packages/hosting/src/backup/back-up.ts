import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { Witness } from '@careloom/event-sourcing'
import { sync, writeDurably } from '../durable-file.ts'
import { secretsThere, type Secrets } from '../secrets.ts'
import { bytesOf, dataFiles, described, keysName } from './data-files.ts'
import { examined, headsOf } from './examine.ts'
import { list } from './examine-backup.ts'
import { backupFormat, manifestName, sealed, type Manifest } from './manifest.ts'
import { NotBegun, NotFinished } from './not-done.ts'
import { heldAtOneMoment } from './one-moment.ts'
import { isFull, needsRoom, sizeOf } from './room.ts'

export type BackUp = {
  /** The folder that is copied; somebody may be at work on it. */
  readonly dataDir: string
  readonly secretsDir: string
  /** Remembers the heads that the copied logs must have. */
  readonly witness: Witness
  /** Where backups are kept: each gets a folder of its own there. */
  readonly to: string
  /** The version of the product. */
  readonly version: string
  readonly now: () => string
  /** Told what is going on, for people. */
  readonly say: (line: string) => void
}

export type Backup = { readonly folder: string; readonly manifest: Manifest }

/**
 * Copies what of a data folder cannot be made again, as it was at one moment, into a new folder, proves the copy, and writes
 * its manifest last: a folder without one is no backup.
 * @throws NotBegun when something is missing and nothing was touched; NotFinished when the copy is not good: it is removed
 */
export async function backUp(options: BackUp): Promise<Backup> {
  const { dataDir, secretsDir, witness, to, now, say } = options
  const paths = pathsIn(dataDir)
  const secrets = secretsThere(secretsDir)
  if (secrets === undefined)
    throw new NotBegun(
      `The secrets are not in ${secretsDir}: without the chain key nothing can be proved. Say where they are with CARELOOM_SECRETS.`,
    )
  const madeAt = now()
  const folder = newFolder(dataDir, to, madeAt)
  needsRoom(
    to,
    paths.reduce((sum, path) => sum + bytesOf(join(dataDir, path)), 0),
  )
  try {
    // Asked first: whatever it knows by now is in what is copied after.
    const told = await witness.told()
    await copy(dataDir, paths, folder, say)
    say('proving what was copied …')
    // As they are now: another key may have become current meanwhile.
    const findings = examined(folder, paths, secretsThere(secretsDir) ?? secrets, told)
    if (findings.length > 0) throw damagedAt(dataDir, findings)
    const manifest = await manifestOf(folder, paths, { madeAt, careloom: options.version })
    finish(folder, manifest, secrets)
    return { folder, manifest }
  } catch (error) {
    // Before what was copied is removed, the disk says whether it is full.
    const full = isFull(error, to)
    rmSync(folder, { recursive: true, force: true })
    throw full
      ? new NotFinished(`The disk of ${to} is full. Make room, or choose another one.`)
      : error
  }
}

function pathsIn(dataDir: string): readonly string[] {
  if (!existsSync(join(dataDir, 'logs')) || !existsSync(join(dataDir, keysName)))
    throw new NotBegun(`There is no data in ${dataDir}. Say where it is with CARELOOM_DATA.`)
  return dataFiles(dataDir)
}

function newFolder(dataDir: string, to: string, madeAt: string): string {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  if (`${realpathSync(to)}${sep}`.startsWith(`${realpathSync(dataDir)}${sep}`))
    throw new NotBegun(
      `${to} lies in the data folder. Keep backups elsewhere, best on another disk.`,
    )
  const folder = resolve(to, madeAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-'))
  if (existsSync(folder)) throw new NotBegun(`${folder} is there already. Try again in a second.`)
  return folder
}

async function copy(
  dataDir: string,
  paths: readonly string[],
  folder: string,
  say: BackUp['say'],
): Promise<void> {
  const held = await heldAtOneMoment(paths.map((path) => join(dataDir, path)))
  try {
    for (const [i, path] of paths.entries()) {
      say(`copying ${path} (${sizeOf(bytesOf(join(dataDir, path)))}) …`)
      mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 })
      await held[i]?.copyTo(join(folder, path))
      held[i]?.release()
    }
  } finally {
    for (const each of held) each.release()
  }
}

async function manifestOf(
  folder: string,
  paths: readonly string[],
  made: Pick<Manifest, 'madeAt' | 'careloom'>,
): Promise<Manifest> {
  const files = []
  for (const path of paths) files.push(await described(folder, path))
  return { format: backupFormat, ...made, files, logs: headsOf(folder, paths) }
}

/** Everything that the manifest speaks of is on disk before it is. */
function finish(folder: string, manifest: Manifest, { chainKey }: Secrets): void {
  const folders = new Set<string>()
  for (const { path } of manifest.files) {
    sync(join(folder, path))
    folders.add(dirname(join(folder, path)))
  }
  for (const each of folders) sync(each)
  writeDurably(join(folder, manifestName), sealed(manifest, chainKey))
  sync(dirname(folder))
}

function damagedAt(dataDir: string, findings: readonly string[]): NotFinished {
  return new NotFinished(
    `There is no backup, because what was copied is not good:${list(findings)}\nLook at ${dataDir} with npm run verify-log; the last good backup is put back with npm run restore.`,
  )
}

import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ErasureLedger, WrappingKeys } from '@careloom/event-sourcing/keys'
import { destroyKeys, erasedIn } from '@careloom/event-sourcing/sqlite'
import { sync } from '../durable-file.ts'
import { described, keysName } from './data-files.ts'
import type { Manifest } from './manifest.ts'
import { NotBegun } from './not-done.ts'
import { isFull, needsRoom } from './room.ts'

/** The new data folder while it is made beside the old one. What a restore that died left of one is begun anew. */
export class Staging {
  readonly folder: string
  private readonly from: string
  private readonly take: (folder: string) => () => void
  giveBack: () => void = () => undefined

  constructor(folder: string, from: string, take: (folder: string) => () => void) {
    this.folder = folder
    this.from = from
    this.take = take
  }

  /** A copy that fails (a full disk) gives its room back. */
  async copy(manifest: Manifest): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true })
    const beside = dirname(this.folder)
    needsRoom(
      beside,
      manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    )
    try {
      await this.copyFiles(manifest)
    } catch (error) {
      const full = isFull(error, beside)
      rmSync(this.folder, { recursive: true, force: true })
      throw full
        ? new NotBegun(`The disk of ${beside} is full. Make room; the data are as they were.`)
        : error
    }
  }

  private async copyFiles({ files }: Manifest): Promise<void> {
    mkdirSync(this.folder, { mode: 0o700 })
    // Held before it is in place: nobody starts on it until it is proved.
    this.giveBack = this.take(this.folder)
    for (const { path, sha256 } of files) {
      const target = join(this.folder, path)
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
      copyFileSync(join(this.from, path), target)
      sync(target)
      sync(dirname(target))
      if ((await described(this.folder, path)).sha256 !== sha256)
        throw new NotBegun(
          `${target} is not what was copied: look at the disk. The data are as they were.`,
        )
    }
  }

  /** Whom the backup knows as erased and the ledger does not (an older ledger was put back) is told to it. */
  eraseAgain(ledger: ErasureLedger, keks: WrappingKeys): number {
    const file = join(this.folder, keysName)
    const known = new Set(ledger.subjects())
    for (const subject of erasedIn(file)) if (!known.has(subject)) ledger.add(subject)
    const destroyed = destroyKeys(file, keks, [...known])
    sync(file)
    sync(this.folder)
    return destroyed
  }
}

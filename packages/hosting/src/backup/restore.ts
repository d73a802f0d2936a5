import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Witness } from '@careloom/event-sourcing'
import type { ErasureLedger } from '@careloom/event-sourcing/keys'
import { moveDurably } from '../durable-file.ts'
import { secretsThere, type Secrets } from '../secrets.ts'
import { examined } from './examine.ts'
import { examinedBackup, list } from './examine-backup.ts'
import { furthest, headsThere, lostOf, restoredHeads, type Lost } from './lost.ts'
import type { Manifest } from './manifest.ts'
import { NotBegun, NotFinished } from './not-done.ts'
import { Staging } from './staging.ts'

export type Restore = {
  /** The folder of one backup. */
  readonly from: string
  readonly dataDir: string
  readonly secretsDir: string
  readonly witness: Witness
  readonly ledger: ErasureLedger
  /** Takes a folder of data, so that nobody works on it meanwhile; answers how to give it back. Throws while somebody has it. */
  readonly take: (folder: string) => () => void
  readonly now: () => string
  /** Told what is going on, for people. */
  readonly say: (line: string) => void
  /** Told of each step before it is done: for tests, which die there. */
  readonly onStep?: (step: RestoreStep) => void
}

export type Restored = {
  readonly manifest: Manifest
  /** Where the data from before lie now; undefined when there were none. */
  readonly aside: string | undefined
  readonly lost: readonly Lost[]
  /** People who were erased since the backup, and stay so. */
  readonly erasedAgain: number
}

export type RestoreStep = (typeof restoreSteps)[number]

/**
 * Until the data from before are moved aside, they are as they were. After that nothing is served until the witness knows,
 * and a restore that died is run again.
 */
export const restoreSteps = [
  'examine',
  'copy',
  'erase',
  'moveAside',
  'putInPlace',
  'tellWitness',
  'prove',
] as const

/**
 * Puts a backup in the place of a data folder: examined before anything is touched, with those who were erased since gone
 * from it, the data from before moved aside and kept.
 * @throws NotBegun when nothing was touched; NotFinished when what is in place is not good
 */
export async function restore(options: Restore): Promise<Restored> {
  const dataDir = existsSync(options.dataDir)
    ? realpathSync(options.dataDir)
    : resolve(options.dataDir)
  const secrets = secretsThere(options.secretsDir)
  if (secrets === undefined)
    throw new NotBegun(
      `The secrets are not in ${options.secretsDir}, and no backup holds them. Put them back first, or say where they are with CARELOOM_SECRETS.`,
    )
  const restoration = new Restoration({ ...options, dataDir }, secrets)
  try {
    return await restoration.run()
  } finally {
    restoration.giveBack()
  }
}

class Restoration {
  private readonly options: Restore
  private readonly secrets: Secrets
  /** Beside the data, so that it can be moved there at once. */
  private readonly staging: Staging
  private giveBackData: () => void = () => undefined

  constructor(options: Restore, secrets: Secrets) {
    this.options = options
    this.secrets = secrets
    this.staging = new Staging(`${options.dataDir}.restoring`, options.from, options.take)
  }

  async run(): Promise<Restored> {
    const { dataDir, ledger, witness, say } = this.options
    this.step('examine', 'looking at the backup …')
    this.canBeMoved()
    if (existsSync(dataDir)) this.giveBackData = this.options.take(dataDir)
    const manifest = await examinedBackup(this.options.from, this.secrets)
    this.step('copy', `copying it to ${this.staging.folder} …`)
    await this.staging.copy(manifest)
    const before = furthest(await witness.told(), headsThere(dataDir))
    this.step('erase', 'erasing again who was erased since …')
    const erasedAgain = this.staging.eraseAgain(ledger, this.secrets.keks)
    this.step('moveAside', 'moving the data from before aside …')
    const aside = this.moveAside()
    this.step('putInPlace', 'putting the backup in their place …')
    moveDurably(this.staging.folder, dataDir)
    this.step('tellWitness', 'telling the witness …')
    await witness.tellRestored(restoredHeads(manifest, before))
    this.step('prove', 'proving what is in place …')
    await this.prove(manifest)
    say('done')
    return { manifest, aside, lost: lostOf(manifest, before), erasedAgain }
  }

  giveBack(): void {
    this.giveBackData()
    this.staging.giveBack()
  }

  private step(name: RestoreStep, line: string): void {
    this.options.onStep?.(name)
    this.options.say(line)
  }

  /** A mount cannot be renamed: better said before than found out after. */
  private canBeMoved(): void {
    const { dataDir } = this.options
    const parent = dirname(dataDir)
    if (!existsSync(dataDir)) mkdirSync(parent, { recursive: true })
    else if (statSync(dataDir).dev !== statSync(parent).dev)
      throw new NotBegun(
        `${dataDir} is a disk of its own and cannot be moved aside. Let CARELOOM_DATA name a folder in it, and restore into that one.`,
      )
  }

  private moveAside(): string | undefined {
    const { dataDir, now } = this.options
    if (!existsSync(dataDir)) return undefined
    const aside = `${dataDir}.before-${now().replaceAll(':', '-')}`
    moveDurably(dataDir, aside)
    this.options.say(`they lie in ${aside}`)
    return aside
  }

  private async prove(manifest: Manifest): Promise<void> {
    const { dataDir, witness } = this.options
    const paths = manifest.files.map(({ path }) => path)
    const findings = examined(dataDir, paths, this.secrets, await witness.told())
    if (findings.length > 0)
      throw new NotFinished(
        `What is in place is not good:${list(findings)}\nDo not start on it; look at the disk and restore again.`,
      )
  }
}

import type { Checkpoint } from './saver-protocol.ts'
import type { Indexes } from './pending-rows.ts'
import { ModelRows } from './model-rows.ts'
import { Progress, type Followed } from './progress.ts'
import type { ReadModelFile } from './read-model-file.ts'

/** Changed rows are saved this long after the first of them. */
const saveAfterMs = 200

/**
 * One build of a read model: its rows, how far they are, and their saving. Rows are saved with the checkpoints that they stand
 * for, a little behind; what cannot be saved waits and is tried again.
 */
export class Generation<Row> {
  readonly rows: ModelRows<Row>
  readonly progress: Progress
  /** As they were found. */
  readonly checkpoints: readonly Checkpoint[]
  private readonly onFailure: () => void
  private saving: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined
  private failed: unknown
  private isSaidWhole = false
  private isStopped = false

  constructor(
    name: string,
    file: ReadModelFile,
    model: number,
    indexes: Indexes<Row>,
    feeds: readonly Followed[],
    onFailure: () => void,
  ) {
    this.rows = new ModelRows(file, model, indexes)
    this.checkpoints = this.rows.checkpoints()
    this.progress = new Progress(name, feeds, this.checkpoints)
    this.onFailure = onFailure
  }

  /** Why the last save failed, until one does not. */
  get failure(): unknown {
    return this.failed
  }

  /** Soon; after a failure not before `saveAgain`: what cannot be saved is not made ready ten times a second. */
  saveSoon(): void {
    if (!this.isStopped && this.failed === undefined)
      this.timer ??= setTimeout(() => this.saveNow(), saveAfterMs)
  }

  saveNow(): void {
    if (this.failed === undefined) this.saveAgain()
  }

  saveAgain(): void {
    // Its failure is kept, and it is tried again.
    void this.save().catch(() => undefined)
  }

  /** Everything that there is at the call is in the file. @throws StoreReadOnly */
  async saveAll(): Promise<void> {
    await this.saving?.catch(() => undefined)
    if (this.rows.waiting > 0 || this.progress.hasUnsaved) await this.save()
  }

  /** What can be saved is. */
  async stop(): Promise<void> {
    this.isStopped = true
    await this.saveAll().catch(() => undefined)
    clearTimeout(this.timer)
    this.timer = undefined
  }

  goOn(): void {
    this.isStopped = false
  }

  /** One at a time. */
  private save(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.saving ??= this.saveOnce().finally(() => {
      this.saving = undefined
      if (this.rows.waiting > 0) this.saveSoon()
    })
    return this.saving
  }

  private async saveOnce(): Promise<void> {
    const checkpoints = this.progress.checkpoints()
    const isNowWhole = !this.isSaidWhole && this.progress.isWhole
    try {
      await this.rows.save(checkpoints, isNowWhole)
      this.progress.keep(await checkpoints)
      this.isSaidWhole ||= isNowWhole
      this.failed = undefined
    } catch (error) {
      this.failed = error
      this.onFailure()
      throw error
    }
  }
}

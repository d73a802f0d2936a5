import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type {
  AnyEvent,
  Feed,
  Keyring,
  Projection,
  ReadModel,
  ReceivedEvent,
} from '@careloom/event-sourcing'
import {
  ReadModelFile,
  runProjection,
  Saver,
  type RunningProjection,
} from '@careloom/event-sourcing/sqlite'
import type { HostStatus } from './host.ts'

type Running = {
  readonly service: string
  readonly projection: RunningProjection<unknown>
  readonly feeds: readonly { readonly name: string; known(): number }[]
}

/** The read models of a process: SQLite files of its own in one folder, wherever the logs are. */
export class ReadModels {
  private readonly folder: string
  private readonly keyring: Keyring
  private readonly onError: (where: string, error: unknown) => void
  private readonly saver = new Saver()
  private readonly files = new Map<string, ReadModelFile>()
  private readonly running: Running[] = []

  constructor(folder: string, keyring: Keyring, onError: (where: string, error: unknown) => void) {
    this.folder = folder
    this.keyring = keyring
    this.onError = onError
  }

  start<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    feeds: readonly Feed<ReceivedEvent<E>>[],
  ): RunningProjection<Row> {
    const tell = (what: string) =>
      this.onError(`read model ${service}/${projection.name}`, new Error(what))
    const running = runProjection(projection, this.fileOf(service), feeds, this.keyring, {
      onAnotherPast: (feed) => tell(`was of another past of ${feed}; it is built anew`),
      onFailure: ({ feed, position, error }) =>
        tell(`stands still at position ${position} of ${feed}: ${error}`),
    })
    this.running.push({ service, projection: running as RunningProjection<unknown>, feeds })
    return running
  }

  /** Nothing is saved while there is no room for it. */
  hold(isFull: boolean): void {
    this.saver.hold(isFull)
  }

  nameOf(model: ReadModel<never>): string {
    const found = this.running.find(({ projection }) => projection === (model as unknown))
    return `${found?.service}/${found?.projection.status().name}`
  }

  /**
   * Resolves when every one shows all that was there at the start, or stands still: that one answers nothing, and the others
   * serve. What none uses is removed then.
   */
  async whole(): Promise<void> {
    await Promise.all(this.running.map(({ projection }) => projection.whole()))
    for (const [service, file] of this.files) {
      const own = this.running.filter((running) => running.service === service)
      await file.keepOnly(own.map(({ projection }) => projection.model()))
    }
    this.removeStrayFiles()
  }

  status(): HostStatus['projections'] {
    return this.running.map(({ service, projection, feeds }) => {
      const status = projection.status()
      const behind = feeds.reduce(
        (sum, feed) => sum + Math.max(0, feed.known() - (status.checkpoints[feed.name] ?? 0)),
        0,
      )
      return { service, behind, ...status }
    })
  }

  async caughtUp(): Promise<void> {
    await Promise.all(this.running.map(({ projection }) => projection.caughtUp()))
  }

  async rebuild(): Promise<void> {
    for (const { projection } of this.running) await projection.rebuild()
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map(({ projection }) => projection.close()))
    await this.saver.close()
    for (const file of this.files.values()) file.close()
  }

  private fileOf(service: string): ReadModelFile {
    let file = this.files.get(service)
    if (file === undefined) {
      file = new ReadModelFile(join(this.folder, `${service}.sqlite`), this.saver)
      this.files.set(service, file)
    }
    return file
  }

  /** Files of read models that nobody runs any more, and of versions that kept one file each. */
  private removeStrayFiles(): void {
    if (!existsSync(this.folder)) return
    for (const name of readdirSync(this.folder))
      if (!this.files.has(name.replace(/\.sqlite(-wal|-shm)?$/, '')))
        rmSync(join(this.folder, name), { force: true, recursive: true })
  }
}

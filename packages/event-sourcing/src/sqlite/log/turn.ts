import type { KeyFile } from '../keys/key-file.ts'
import type { DiskRoom } from './disk-room.ts'
import type { LogWriter } from './log-writer.ts'
import { diskFull, keyErased, type AppendItem } from './protocol.ts'

/**
 * One turn of the writer: what is committed together, keys first, then log by log. A log that meets a full disk takes its part
 * back whole and answers `diskFull` for it; the others go on.
 */
export class Turn {
  private readonly keys: KeyFile
  private readonly logs: readonly LogWriter[]
  private readonly room: DiskRoom
  /** Logs that have begun, with the places of their answers. */
  private readonly begun = new Map<LogWriter, number[]>()
  private readonly answers: number[] = []
  private readonly full = new Set<LogWriter>()
  private isKeyFileFull = false

  constructor(keys: KeyFile, logs: readonly LogWriter[], room: DiskRoom) {
    this.keys = keys
    this.logs = logs
    this.room = room
  }

  erase(subject: string): void {
    this.whileThereIsRoom(() => this.keys.erase(subject))
  }

  append(item: AppendItem): void {
    const place = this.answers.push(diskFull) - 1
    this.whileThereIsRoom(() => {
      const key = this.keys.forSealing(item[6])
      this.answers[place] = key === 'erased' ? keyErased : this.appendTo(item, place, key)
    })
  }

  /** Per append its last position, or why it was not written; and whether the erasures are durable. */
  commit(): { readonly positions: number[]; readonly erased: boolean } {
    // Keys first: no sealed event can be durable before the key that opens it.
    this.whileThereIsRoom(() => this.keys.commit())
    for (const log of this.begun.keys())
      if (this.isKeyFileFull) this.takeBack(log)
      else if (!this.full.has(log)) this.attempt(log, () => log.commit())
    if (this.isKeyFileFull) this.keys.rollback()
    return { positions: this.answers, erased: !this.isKeyFileFull }
  }

  private appendTo(
    item: AppendItem,
    place: number,
    key: ReturnType<KeyFile['forSealing']> & object,
  ): number {
    const log = this.logs[item[0]]
    if (log === undefined) throw new TypeError('log is not open')
    if (this.full.has(log)) return diskFull
    let position = diskFull
    this.attempt(log, () => {
      const places = this.begun.get(log)
      if (places === undefined) {
        this.begun.set(log, [place])
        log.begin()
      } else places.push(place)
      position = log.append(item, key)
    })
    return this.full.has(log) ? diskFull : position
  }

  private attempt(log: LogWriter, work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!this.room.explains(error)) throw error
      this.takeBack(log)
    }
  }

  private takeBack(log: LogWriter): void {
    this.full.add(log)
    for (const place of this.begun.get(log) ?? []) this.answers[place] = diskFull
    log.rollback()
  }

  /** Of the key file: nothing more is written in a turn in which it is full. */
  private whileThereIsRoom(work: () => void): void {
    if (this.isKeyFileFull) return
    try {
      work()
    } catch (error) {
      if (!this.room.explains(error)) throw error
      this.isKeyFileFull = true
    }
  }
}

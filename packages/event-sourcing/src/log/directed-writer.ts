import type { KeyObject } from 'node:crypto'
import type { SealingKeys } from '../sealing.ts'
import { isSettled, keyErased, unsure, wrongRevision, type AppendItem } from './append-item.ts'
import type { GroupLog } from './group-log.ts'
import type { ReadableLog } from './log-driver.ts'

/** An append, and when whoever asked for it waits no longer, on this process's own clock (`performance.now()`). */
export type Asked = { readonly item: AppendItem; readonly until: number }

/**
 * Another process, which writes the log now: per append its last position, or why it was not written, `unsure` where it does not know.
 * @throws when nobody knows what became of them
 */
export type LogHolder = (asked: readonly Asked[]) => Promise<readonly number[]>

/** Whom a log is written through now; nobody else where this process writes it. */
export type Direction = () => LogHolder | undefined

export type DirectedWriterNeed = {
  readonly group: GroupLog
  readonly driver: Pick<ReadableLog, 'stream' | 'revisions'>
  readonly keys: SealingKeys<KeyObject>
  /** Up to where this process has heard of the log. */
  readonly known: () => number
  readonly direction: Direction
}

/** What is read through to write on; over more, it begins at the end anew. */
const readThrough = 500

/**
 * Writes what is asked for through whoever holds the log, or here. It only directs: what nobody answers for is written here, beside
 * whoever may still write it, and is there once, because a stream has one record at a revision. What was once begun is not handed
 * over again. One call at a time.
 */
export class DirectedWriter {
  private readonly need: DirectedWriterNeed
  /** May be stored already, or be by another process later. */
  private readonly doubtful = new WeakSet<AppendItem>()
  private readonly forHere = new WeakSet<AppendItem>()

  constructor(need: DirectedWriterNeed) {
    this.need = need
  }

  /** Writes this one here, whoever holds the log: it was handed over to this process. */
  keepHere(item: AppendItem): void {
    this.forHere.add(item)
  }

  /**
   * Per append its last position, or why it was not written.
   * @throws whatever the store throws while nobody can say what of it is stored: asked again, it answers that
   */
  async write(asked: readonly Asked[]): Promise<readonly number[]> {
    const answers = [...(await this.handOver(asked))]
    const open = asked.flatMap(({ item }, place) =>
      isSettled(answers[place]) ? [] : [{ item, place }],
    )
    try {
      const written = await this.writeHere(open.map(({ item }) => item))
      for (const [i, { place }] of open.entries()) answers[place] = written[i] ?? unsure
      return answers
    } catch (error) {
      for (const { item } of asked) this.doubtful.add(item)
      throw error
    }
  }

  /** Nothing for what it does not know of. */
  private async handOver(asked: readonly Asked[]): Promise<readonly number[]> {
    const isBegun = asked.some(({ item }) => this.doubtful.has(item) || this.forHere.has(item))
    const holder = isBegun ? undefined : this.need.direction()
    if (holder === undefined) return []
    for (const { item } of asked) this.doubtful.add(item)
    try {
      return await holder(asked)
    } catch {
      return []
    }
  }

  private async writeHere(items: readonly AppendItem[]): Promise<readonly number[]> {
    if (items.length === 0) return []
    const { group, keys, known } = this.need
    // No sealed event can be durable before the key that opens it.
    const keyOf = await keys.forSealing([...new Set(items.map((item) => item[6]))])
    if (known() - group.head.position > readThrough) await group.open()
    const answers = await group.write(items, keyOf)
    return Promise.all(items.map((item, i) => this.settled(item, answers[i] ?? unsure)))
  }

  /** What may be stored already is refused only by what is in its place: otherwise it could be stored after it was refused. */
  private async settled(item: AppendItem, answer: number): Promise<number> {
    if (answer > 0 || answer === keyErased || !this.doubtful.has(item)) return answer
    const { driver } = this.need
    const [, stream, expected, , events] = item
    const head = (await driver.revisions([stream])).get(stream) ?? 0
    const [next] = await driver.stream(stream, expected)
    if (next?.[3] === events) return next[0]
    return head > expected ? wrongRevision : unsure
  }
}

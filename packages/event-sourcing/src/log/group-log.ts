import type { KeyObject } from 'node:crypto'
import { RecordDamaged, StoreUnavailable } from '../failure.ts'
import { diskFull, keyErased, wrongRevision, type AppendItem } from './append-item.ts'
import type { LogDriver, SealedRecord } from './log-driver.ts'
import { chainOf, checksumOf, countOf, frameOf, frameOfRow, genesis, type Row } from './record.ts'
import { seal } from './seal.ts'

/** Some 3 MB of each log. */
const keptHeads = 20_000
const pageSize = 500

type KeyOf = (subject: string) => KeyObject | 'erased'
type End = { readonly position: number; readonly chain: Uint8Array }
/** An append that has not been answered, and its place among the answers. */
type Open = { readonly item: AppendItem; readonly place: number }
type Made = Open & { readonly record: SealedRecord }

/**
 * Writes one log, whatever stores it: what arrives together is checked, numbered, sealed and chained, and stored in one go. That
 * is right whoever else writes: nothing follows twice on one end, who loses it reads what is there and numbers anew, and the chain
 * is only ever built on an end that was read. What of it is there after an answer was lost, the log itself says: events have ids.
 * One call at a time.
 */
export class GroupLog {
  private readonly name: string
  private readonly driver: LogDriver
  private readonly chainKey: KeyObject
  private readonly maxHeads: number
  /** Revisions of streams written lately. They only grow. */
  private readonly heads = new Map<string, number>()
  private end: End = { position: 0, chain: genesis }
  /** An answer was lost: what is behind the end may be mine. */
  private isUnsure = false

  /** @param maxHeads revisions that are kept from one call to the next */
  constructor(name: string, driver: LogDriver, chainKey: KeyObject, maxHeads = keptHeads) {
    this.name = name
    this.driver = driver
    this.chainKey = chainKey
    this.maxHeads = maxHeads
  }

  /** Up to where it has written, or read to write on. */
  get head(): End {
    return this.end
  }

  /**
   * Finds the end of the log. To be called first, and again between two calls where others wrote on so much that it shall not be read
   * through; what became of an append whose answer was lost is to be looked up then. @throws Error when the last record is not what
   * was noted of it
   */
  async open(): Promise<void> {
    const { last, head } = await this.driver.end()
    this.heads.clear()
    this.isUnsure = false
    if (last !== undefined) this.end = { position: last[0], chain: this.chainAfter(last) }
    const { position, chain } = this.end
    if (head === undefined) return
    if (head.position !== position)
      throw new Error(`the log ends at position ${position}, its head says ${head.position}`)
    if (!Buffer.from(head.chain).equals(chain))
      throw new Error(
        `the last record (position ${position}) does not match the head, or the chain key is another`,
      )
  }

  /**
   * Per append its last position, or why it was not written.
   * @throws whatever the store throws while nobody can say what of it is stored: asked again, before anything else, it answers that
   */
  async write(items: readonly AppendItem[], keyOf: KeyOf): Promise<number[]> {
    const begin = this.end
    try {
      return await this.answer(items, keyOf)
    } catch (error) {
      // Some of them may be there: the next call looks from here on.
      this.end = begin
      this.isUnsure = true
      throw error
    } finally {
      this.forgetOldest()
    }
  }

  private async answer(items: readonly AppendItem[], keyOf: KeyOf): Promise<number[]> {
    const answers: number[] = []
    let open: readonly Open[] = items.map((item, place) => ({ item, place }))
    if (this.isUnsure) open = await this.settle(open, answers)
    while (open.length > 0) {
      const made = await this.make(open, answers, keyOf)
      if (made.length === 0) break
      open = await this.store(made, answers)
    }
    return answers
  }

  /** Answers those that have to be made anew. */
  private async store(made: readonly Made[], answers: number[]): Promise<readonly Open[]> {
    const { written, conflict, full } = await this.driver.insert(made.map(({ record }) => record))
    for (const { place, record } of made.slice(0, written)) {
      answers[place] = record.row[0]
      this.pass(record)
    }
    const rest = made.slice(written)
    if (full === true) for (const { place } of rest) answers[place] = diskFull
    if (conflict === undefined) return []
    const before = this.end
    const open = await this.settle(rest, answers)
    if (this.end === before)
      throw new StoreUnavailable(`${this.name}: a place is taken, by nobody who can be read`)
    return open
  }

  /** Follows what others wrote, or a call whose answer was lost; answers those that are not among it. */
  private async settle(open: readonly Open[], answers: number[]): Promise<readonly Open[]> {
    const mine = new Map(open.map((each) => [each.item[4], each]))
    for (;;) {
      const rows = await this.driver.tail(this.end.position, pageSize)
      for (const row of rows) {
        this.pass({ row, chain: this.chainAfter(row) })
        const found = mine.get(row[3])
        if (found === undefined) continue
        answers[found.place] = row[0]
        mine.delete(row[3])
      }
      if (rows.length > 0) continue
      this.isUnsure = false
      return [...mine.values()]
    }
  }

  /** Those that fit, ready to be stored; the others are answered. */
  private async make(open: readonly Open[], answers: number[], keyOf: KeyOf): Promise<Made[]> {
    const made: Made[] = []
    let end = this.end
    for (const [i, key] of (await this.judge(open, keyOf)).entries()) {
      const each = open[i]
      if (each === undefined) continue
      if (typeof key === 'number') answers[each.place] = key
      else {
        const record = this.sealed(each.item, end, key)
        end = { position: record.row[0], chain: record.chain }
        made.push({ ...each, record })
      }
    }
    return made
  }

  /** Per append the key that seals it, or why it is not written. */
  private async judge(open: readonly Open[], keyOf: KeyOf): Promise<(KeyObject | number)[]> {
    await this.learn(open.map(({ item }) => item[1]).filter((stream) => !this.heads.has(stream)))
    const first = this.judgeByHeads(open, keyOf)
    // What is known may be behind what others wrote: nobody is refused by that.
    const ahead = open.filter(
      ({ item }, i) => first[i] === wrongRevision && item[2] > (this.heads.get(item[1]) ?? 0),
    )
    if (ahead.length === 0) return first
    await this.learn(ahead.map(({ item }) => item[1]))
    return this.judgeByHeads(open, keyOf)
  }

  private judgeByHeads(open: readonly Open[], keyOf: KeyOf): (KeyObject | number)[] {
    const heads = new Map<string, number>()
    return open.map(({ item: [, stream, expected, count, , , subject] }) => {
      const key = keyOf(subject)
      if (key === 'erased') return keyErased
      if ((heads.get(stream) ?? this.heads.get(stream) ?? 0) !== expected) return wrongRevision
      heads.set(stream, expected + count)
      return key
    })
  }

  private async learn(streams: readonly string[]): Promise<void> {
    if (streams.length === 0) return
    const found = await this.driver.revisions([...new Set(streams)])
    for (const stream of streams) this.remember(stream, found.get(stream) ?? 0)
  }

  private sealed(item: AppendItem, end: End, key: KeyObject): SealedRecord {
    const [, stream, expected, count, events, time, subject, causation, meta, text] = item
    const [position, revision, link] = [end.position + count, expected + 1, end.chain]
    const envelope = { stream, revision, events, time, subject, causation, meta }
    const frame = frameOf(link, position, envelope)
    const data = seal(key, text, frame)
    const checksum = checksumOf(frame, data)
    return {
      row: [
        position,
        stream,
        revision,
        events,
        time,
        subject,
        causation,
        meta,
        link,
        data,
        checksum,
      ],
      chain: chainOf(this.chainKey, frame, data),
    }
  }

  /** The log has this record now. @throws RecordDamaged when it does not follow on the one before */
  private pass({ row, chain }: SealedRecord): void {
    const [position, stream, revision, events] = row
    const count = countOf(events)
    if (position - count !== this.end.position || !Buffer.from(row[8]).equals(this.end.chain))
      throw new RecordDamaged(this.name, position, 'does not follow on the record before')
    this.end = { position, chain }
    this.remember(stream, revision + count - 1)
  }

  private remember(stream: string, revision: number): void {
    const known = this.heads.get(stream) ?? 0
    this.heads.delete(stream)
    this.heads.set(stream, Math.max(revision, known))
  }

  /** Not before a call has ended: it is judged by all that was learned for it. */
  private forgetOldest(): void {
    for (const stream of this.heads.keys()) {
      if (this.heads.size <= this.maxHeads) return
      this.heads.delete(stream)
    }
  }

  private chainAfter(row: Row): Uint8Array {
    return chainOf(this.chainKey, frameOfRow(row), row[9])
  }
}

import { RecordDamaged } from '@careloom/event-sourcing'
import {
  countOf,
  unbroken,
  type Inserted,
  type LogEnd,
  type ReadableLog,
  type Row,
  type SealedRecord,
} from '@careloom/event-sourcing/log'
import mongoose, { type Connection } from 'mongoose'
import { asked } from '../failure.ts'
import type { CollectionNeeds } from '../migrate.ts'

/** A commit as one document; `before` is the position that it follows on, `chain` the chain up to it. */
type Commit = {
  readonly _id: string
  readonly before: number
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly events: string
  readonly time: string
  readonly subject: string
  readonly causation: string
  readonly meta: string
  readonly link: Uint8Array
  readonly data: Uint8Array
  readonly checksum: number
  readonly chain: Uint8Array
}

/** What a log needs: the fence is that nothing follows twice on one end, and that an `_id` is taken once. */
export const needsOfLog = (log: string): CollectionNeeds => ({
  name: `${log}.commits`,
  indexes: [
    { keys: { before: 1 }, unique: true },
    { keys: { position: 1 }, unique: true },
  ],
})

/** The logs that are in a database, by their names. @throws StoreUnavailable */
export async function logsIn(connection: Connection): Promise<readonly string[]> {
  const found = await asked('which logs it has', () => connection.listCollections())
  const ending = needsOfLog('').name
  return found
    .flatMap(({ name }) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []))
    .sort()
}

/** The records of one log in a collection of their own; any number of processes may have it open. */
export class MongoLogDriver implements ReadableLog {
  private readonly name: string
  private readonly commits: mongoose.Collection<Commit>

  constructor(connection: Connection, log: string) {
    this.name = log
    this.commits = connection.collection<Commit>(needsOfLog(log).name)
  }

  insert(records: readonly SealedRecord[]): Promise<Inserted> {
    return asked(`what of ${records.length} records ${this.name} has`, async () => {
      try {
        await this.commits.insertMany(records.map(commitOf), { ordered: true })
        return { written: records.length }
      } catch (error) {
        const misfit = misfitOf(error)
        if (misfit === undefined) throw error
        return { written: misfit.index, conflict: misfit.isOfStream ? 'stream' : 'position' }
      }
    })
  }

  async tail(after: number, limit: number): Promise<readonly Row[]> {
    return unbroken(after, await this.find({ position: { $gt: after } }, { position: 1 }, limit))
  }

  stream(name: string, after: number): Promise<readonly Row[]> {
    return this.find({ _id: { $gte: idOf(name, after + 1), $lt: endOf(name) } }, { _id: 1 })
  }

  async revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await Promise.all([...new Set(streams)].map((stream) => this.lastOf(stream)))
    return new Map(found.flat())
  }

  async end(): Promise<LogEnd> {
    const [last] = await this.find({}, { position: -1 }, 1)
    return { last }
  }

  private async lastOf(stream: string): Promise<[string, number][]> {
    const ofStream = { _id: { $gte: idOf(stream, 0), $lt: endOf(stream) } }
    const [last] = await this.find(ofStream, { _id: -1 }, 1)
    return last === undefined ? [] : [[stream, last[2] + countOf(last[3]) - 1]]
  }

  private find(
    filter: mongoose.mongo.Filter<Commit>,
    sort: Readonly<Record<string, 1 | -1>>,
    limit = 0,
  ): Promise<Row[]> {
    return asked(`what ${this.name} holds`, async () => {
      const found = this.commits.find(filter, { sort, limit, promoteBuffers: true })
      return (await found.toArray()).map((commit) => this.rowOf(commit))
    })
  }

  /** @throws RecordDamaged when it stands in another place than its own: the ids and ends that it says hold the log together */
  private rowOf({ _id, before, ...commit }: Commit): Row {
    const { position, stream, revision, events, time, subject, causation, meta } = commit
    if (_id !== idOf(stream, revision) || before !== position - countOf(events))
      throw new RecordDamaged(this.name, position, 'stands in another place than its own')
    const { link, data, checksum } = commit
    return [
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
    ]
  }
}

/** Names of streams hold no `@`, so that the ids of one are a range of their own, in order. */
function idOf(stream: string, revision: number): string {
  return `${stream}@${String(revision).padStart(10, '0')}`
}

/** Behind every id of a stream: `A` comes after `@`. */
function endOf(stream: string): string {
  return `${stream}A`
}

function commitOf({ row, chain }: SealedRecord): Commit {
  const [position, stream, revision, events, time, subject, causation, meta, link, data, checksum] =
    row
  const _id = idOf(stream, revision)
  const before = position - countOf(events)
  const envelope = { stream, revision, events, time, subject, causation, meta }
  return { _id, before, position, ...envelope, link, data, checksum, chain }
}

const duplicateKey = 11_000

/**
 * The first record whose place is taken. Undefined for every other failure, also when what comes before that record may not be
 * on most members: then nobody knows what is stored.
 */
function misfitOf(error: unknown): { index: number; isOfStream: boolean } | undefined {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return undefined
  const [first] = [error.writeErrors].flat()
  if (first?.code !== duplicateKey || error.result.getWriteConcernError() !== undefined)
    return undefined
  return { index: first.index, isOfStream: /index: _id_/.test(first.errmsg ?? '') }
}

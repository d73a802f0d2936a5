import { countOf, verifyStoredLog } from '../../../packages/event-sourcing/src/log/index.ts'
import { MongoLogDriver, needsOfLog } from '../../../packages/mongodb/src/index.ts'
import type { Ack } from '../judge.ts'
import { tortureKey } from '../world.ts'
import { connectTo, logName, type Where } from './log.ts'

export type Judgement = {
  readonly lost: number
  readonly twice: number
  readonly holes: number
  readonly other: readonly string[]
}

type Stored = {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly events: string
  readonly causation: string
}

/** What a log holds, as it stands in the database, against what its writers were told. */
export async function judge(where: Where, acks: readonly Ack[]): Promise<Judgement> {
  const connection = await connectTo(where)
  try {
    const commits = connection.collection<Stored>(needsOfLog(logName).name)
    const stored = await commits.find({}, { sort: { position: 1 } }).toArray()
    const driver = new MongoLogDriver(connection, logName)
    const { findings } = await verifyStoredLog(driver, { chainKey: tortureKey })
    return {
      ...compared(stored, acks),
      other: findings.map(({ position, what }) => `position ${position}: ${what}`),
    }
  } finally {
    await connection.close()
  }
}

function compared(stored: readonly Stored[], acks: readonly Ack[]) {
  const byToken = Map.groupBy(stored, ({ causation }) => causation)
  const twice = [...byToken.values()].filter((same) => same.length > 1).length
  let [end, holes] = [0, 0]
  const heads = new Map<string, number>()
  for (const { position, stream, revision, events } of stored) {
    const count = countOf(events)
    if (position - count !== end) holes += 1
    if (revision !== (heads.get(stream) ?? 0) + 1) holes += 1
    heads.set(stream, revision + count - 1)
    end = position
  }
  const isThere = ({ token, stream, position, revision }: Ack) =>
    byToken
      .get(token)
      ?.some(
        (each) =>
          each.stream === stream &&
          each.position === position &&
          each.revision + countOf(each.events) - 1 === revision,
      ) === true
  return { lost: acks.filter((ack) => !isThere(ack)).length, twice, holes }
}

import type { Clock, ReadModel } from '@careloom/event-sourcing'
import { parsePersonId, type ProgramId } from '../domain/ids.ts'
import { rank } from '../domain/matching/rank.ts'
import { weightsV1 } from '../domain/matching/weights.ts'
import type { Candidates } from './candidates.ts'
import type { Programs } from './ports.ts'
import type { CaseRow } from './projections/case-list.ts'
import { anyone, daysBetween } from './rankings.ts'

export type ProgramCapacity = {
  readonly programId: ProgramId
  readonly freePeers: number
  /** Undefined: nobody has been matched yet. */
  readonly expectedWaitDays: number | undefined
  readonly waiting: number
}

const nobody = parsePersonId('00000000-0000-0000-0000-000000000000')
/** The last so many waits say what to expect. */
const recentWaits = 20
const maxWaiting = 10_000

/** Free peers and the wait to expect per programme that has peers, as of now. */
export async function capacity(
  candidates: Candidates,
  cases: ReadModel<CaseRow>,
  clock: Clock,
  known: Programs,
): Promise<readonly ProgramCapacity[]> {
  const snapshot = await candidates.now()
  const now = clock()
  const programs = new Set(snapshot.rows.flatMap(({ profile }) => profile?.programIds ?? []))
  return Promise.all(
    [...programs].map(async (programId) => {
      const { jurisdiction } = await known.find(programId)
      const free = rank(
        anyone({ personId: nobody, programId }),
        snapshot.poolFor(programId, jurisdiction),
        weightsV1,
        now,
      )
      const waiting = await cases.find({
        index: 'waiting',
        from: programId,
        to: programId,
        limit: maxWaiting,
      })
      return {
        programId,
        freePeers: free.ranked.length,
        expectedWaitDays: await expectedWaitDays(programId, cases),
        waiting: waiting.length,
      }
    }),
  )
}

/** The median of the most recent waits, in days to one decimal. */
async function expectedWaitDays(
  programId: ProgramId,
  cases: ReadModel<CaseRow>,
): Promise<number | undefined> {
  const matched = await cases.find({
    index: 'matched',
    from: `${programId} `,
    to: `${programId} ~`,
    order: 'desc',
    limit: recentWaits,
  })
  const waits = matched
    .flatMap(({ row }) =>
      row.closedAt === undefined ? [] : daysBetween(row.state.opening.openedAt, row.closedAt),
    )
    .sort((a, b) => a - b)
  const median = waits[Math.floor((waits.length - 1) / 2)]
  return median === undefined ? undefined : Math.round(median * 10) / 10
}

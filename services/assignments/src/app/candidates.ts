import { changesBy, type Feed, type ReadModel, type ReceivedEvent } from '@careloom/event-sourcing'
import type { ProgramId } from '../domain/ids.ts'
import { poolOf, type CandidatePool } from '../domain/matching/candidate-pool.ts'
import {
  candidates,
  factsOf,
  type CandidateEvent,
  type CandidateRow,
} from './projections/candidates.ts'

/** Every peer worker as they stood at one position of the log. */
export type Snapshot = {
  readonly position: number
  readonly rows: readonly CandidateRow[]
  /** Who serves a programme, whichever organization they work for; `jurisdiction` is the programme's. */
  poolFor(programId: ProgramId, jurisdiction: string | undefined): CandidatePool
}

export type Candidates = {
  /** As they stand now: everything that is in the log has been seen. */
  now(): Promise<Snapshot>
  /** As they stood at a position, folded anew from the log. */
  at(position: number): Promise<Snapshot>
  get(peerWorkerId: string): Promise<CandidateRow | undefined>
  /** Places held for a person, under their opaque id. */
  placesOf(
    personId: string,
  ): Promise<readonly { readonly peerWorkerId: string; readonly reservationId: string }[]>
}

const everyone = 1_000_000
const pageSize = 1_000

export function candidatesOf(
  model: ReadModel<CandidateRow>,
  feed: Feed<ReceivedEvent<CandidateEvent>>,
): Candidates {
  let changes = 0
  let cached: { readonly changes: number; readonly snapshot: Snapshot } | undefined
  model.onChanged(() => {
    changes += 1
  })
  return {
    async now() {
      await model.reached(await feed.latest())
      if (cached?.changes === changes) return cached.snapshot
      const before = changes
      const found = await model.find({ index: 'all', from: 'all', to: 'all', limit: everyone })
      const snapshot = snapshotOf(found.map(({ row }) => row))
      cached = { changes: before, snapshot }
      return snapshot
    },
    at: (position) => foldedTo(position, feed),
    get: (peerWorkerId) => model.get(peerWorkerId),
    async placesOf(personId) {
      await model.reached(await feed.latest())
      const found = await model.find({
        index: 'person',
        from: personId,
        to: personId,
        limit: everyone,
      })
      return found.flatMap(({ row: { peerWorkerId, places } }) =>
        Object.entries(places).flatMap(([reservationId, holder]) =>
          holder === personId ? [{ peerWorkerId, reservationId }] : [],
        ),
      )
    },
  }
}

/**
 * Rows change page by page in the order of the log, and a row never leaves: the highest position among them is one at
 * which all of them stood exactly so.
 */
function snapshotOf(rows: readonly CandidateRow[]): Snapshot {
  const pools = new Map<string, CandidatePool>()
  return {
    position: rows.reduce((highest, { position }) => Math.max(highest, position), 0),
    rows,
    poolFor(programId, jurisdiction) {
      const key = `${programId} ${jurisdiction ?? ''}`
      const pool =
        pools.get(key) ??
        poolOf(
          rows
            .filter(({ profile }) => profile?.programIds.includes(programId))
            .flatMap((row) => factsOf(row, jurisdiction) ?? []),
        )
      pools.set(key, pool)
      return pool
    },
  }
}

async function foldedTo(
  position: number,
  feed: Feed<ReceivedEvent<CandidateEvent>>,
): Promise<Snapshot> {
  const rows = new Map<string, CandidateRow>()
  for (let after = 0; after < position;) {
    const page = await feed.readAll(after, Math.min(pageSize, position - after))
    if (page.through === after) break
    for (const event of page.events) if (!event.erased) tell(rows, event)
    after = page.through
  }
  return snapshotOf([...rows.values()])
}

function tell(rows: Map<string, CandidateRow>, event: ReceivedEvent<CandidateEvent>): void {
  const known = { get: (key: string) => rows.get(key), lookup: () => [] }
  for (const [key, row] of changesBy(candidates, event, known)) if (row !== null) rows.set(key, row)
}

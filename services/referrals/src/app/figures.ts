import { reaction, type Instant, type Reaction, type ReadModel } from '@careloom/event-sourcing'
import type { ReferralStatus } from '@careloom/terminology'
import { isOver, statusAfter } from '../domain/referral-state.ts'
import type { ReferralEvent } from '../domain/referral-events.ts'
import type { Figures } from './ports.ts'
import type { Move, ReferralMoves } from './projections/referral-moves.ts'

/**
 * Counts how referrals go on and how long each step took, at one replica at a time; once more what a crash left unsaved. Of
 * whoever was erased nothing is counted any more.
 */
export function countReferrals(
  moves: ReadModel<ReferralMoves>,
  figures: Figures,
): Reaction<ReferralEvent> {
  async function upTo(referralId: string, position: number): Promise<readonly Move[]> {
    await moves.reached(position)
    const row = await moves.get(referralId)
    return (row?.moves ?? []).filter((move) => move.position <= position)
  }
  return reaction<ReferralEvent>({
    name: 'referrals.figures',
    on: {
      ...Object.fromEntries(
        Object.keys(statusAfter).map((type) => [
          type,
          async ({ referralId }: { referralId: string }, _metadata: unknown, at: Place) =>
            tellMove(await upTo(referralId, at.position), figures),
        ]),
      ),
      async FirstContactMade({ referralId, at }, _metadata, { position }) {
        const asked = (await upTo(referralId, position)).findLast(isAsking)
        if (asked !== undefined) figures.contacted(secondsBetween(asked.at, at))
      },
    },
  })
}

type Place = { readonly position: number }

function tellMove(moves: readonly Move[], figures: Figures): void {
  const [before, last] = [moves.at(-2), moves.at(-1)]
  if (last === undefined) return
  figures.cameTo(statusAfter[last.type])
  if (before === undefined || isOver(statusAfter[before.type])) return
  figures.left(statusAfter[before.type], secondsBetween(before.at, last.at))
}

const isAsking = ({ type }: Move): boolean =>
  type === 'ReferralRequested' || type === 'ReferralReopened'

export const everyStage: readonly ReferralStatus[] = [...new Set(Object.values(statusAfter))]
const openStages = everyStage.filter((status) => !isOver(status))

/** How long the one that is longest at a stage has been there, for each stage at which there is one. */
export async function oldestOf(
  moves: ReadModel<ReferralMoves>,
  now: Instant,
): Promise<readonly { readonly stage: ReferralStatus; readonly seconds: number }[]> {
  const found = await Promise.all(
    openStages.map(async (stage) => {
      const question = { index: 'open', from: `${stage} `, to: `${stage} ~`, limit: 1 }
      const [oldest] = await moves.find({ ...question, order: 'asc' })
      if (oldest === undefined) return []
      return [{ stage, seconds: secondsBetween(oldest.value.slice(stage.length + 1), now) }]
    }),
  )
  return found.flat()
}

/** Clocks of several processes are a little apart. */
const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000)

import type { Clock, ReadModel } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { everyStage, oldestOf } from '../app/figures.ts'
import type { Figures } from '../app/ports.ts'
import type { ReferralMoves } from '../app/projections/referral-moves.ts'
import { isOver } from '../domain/referral-state.ts'

/** Figures of referrals as this process's instruments. */
export function measuredFigures(metrics: Host['metrics']): Figures {
  for (const stage of everyStage) {
    metrics.begin('careloom_referrals_total', { stage })
    if (!isOver(stage)) metrics.begin('careloom_referral_stage_seconds', { stage })
  }
  metrics.begin('careloom_referral_first_contact_seconds', {})
  return {
    cameTo: (stage) => metrics.count('careloom_referrals_total', { stage }),
    left: (stage, seconds) =>
      metrics.observe('careloom_referral_stage_seconds', { stage }, seconds),
    contacted: (seconds) => metrics.observe('careloom_referral_first_contact_seconds', {}, seconds),
  }
}

/** How long the one that is longest at each stage has been there. */
export function watchOldest(
  metrics: Host['metrics'],
  moves: ReadModel<ReferralMoves>,
  clock: Clock,
): void {
  metrics.watch('careloom_referral_oldest_seconds', async () =>
    (await oldestOf(moves, clock())).map(({ stage, seconds }) => ({
      labels: { stage },
      value: seconds,
    })),
  )
}

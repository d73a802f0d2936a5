import type { EventStore, Reaction } from '@careloom/event-sourcing'
import type { ReferralEvent } from '../../domain/referral-events.ts'
import type { ReferralCommands } from '../commands.ts'

/** When a referral is over, the same person may be referred to the same programme again; one reopened meanwhile holds on. */
export function freeClaims(
  commands: ReferralCommands,
  store: EventStore<ReferralEvent>,
): Reaction<ReferralEvent> {
  return {
    name: 'referrals.free-claims',
    handles: [
      'ReferralRejected',
      'ReferralDeclined',
      'ReferralCancelled',
      'ReferralCompleted',
      'ReferralEndedUnable',
      'ReferralExpired',
    ],
    keyOf: (event) => event.stream,
    async handle(event) {
      const [first] = await store.read(event.stream)
      if (first?.type !== 'ReferralRequested') return
      await commands.freeClaim(first.data, {
        ...event.meta,
        actor: 'system:free-claims',
        causationId: event.id,
      })
    },
  }
}

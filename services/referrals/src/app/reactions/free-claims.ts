import { reaction, type EventStore, type Metadata, type Reaction } from '@careloom/event-sourcing'
import type { ReferralEvent } from '../../domain/referral-events.ts'
import type { ReferralCommands } from '../commands.ts'

/** When a referral is over, the same person may be referred to the same programme again; one reopened meanwhile holds on. */
export function freeClaims(
  commands: ReferralCommands,
  store: EventStore<ReferralEvent>,
): Reaction<ReferralEvent> {
  const free = async (
    _data: unknown,
    metadata: Metadata,
    { stream }: { readonly stream: string },
  ) => {
    const [first] = await store.read(stream)
    if (first?.type === 'ReferralRequested') await commands.freeClaim(first.data, metadata)
  }
  return reaction<ReferralEvent>({
    name: 'referrals.free-claims',
    on: {
      ReferralRejected: free,
      ReferralDeclined: free,
      ReferralCancelled: free,
      ReferralCompleted: free,
      ReferralEndedUnable: free,
      ReferralExpired: free,
    },
  })
}

import type { Topic } from '@careloom/event-sourcing'
import type * as referralEvents from '../gen/careloom/referrals/v1/referral_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/referrals/v1/service.ts'

export type PublishedReferralEvent = PublishedEvents<typeof referralEvents>
export const referralTopic: Topic<PublishedReferralEvent> = 'careloom.referrals.referral.v1'

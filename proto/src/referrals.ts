import * as events from '../gen/careloom/referrals/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/referrals/v1/service.ts'

export const referralTopic = 'careloom.referrals.referral.v1'
export const referralCodecs = events
export type PublishedReferralEvent = PublishedEvents<typeof events>

/** Where a referral stands, in our own words; each FHIR status is a map of it. */
export const referralStatuses = [
  'requested',
  'information-requested',
  'accepted',
  'rejected',
  'waitlisted',
  'matched',
  'in-progress',
  'completed',
  'ended-unable',
  'declined',
  'cancellation-requested',
  'cancelled',
  'expired',
] as const
export type ReferralStatus = (typeof referralStatuses)[number]

/** Where a referral came from. */
export const referralSources = [
  'ehr-order',
  'smart-form',
  'cds-card',
  'self-referral',
  'discharge',
  'program',
] as const
export type ReferralSource = (typeof referralSources)[number]

/** Why an organization turned a referral down. */
export const rejectionReasons = [
  'no-capacity',
  'outside-area',
  'outside-programme',
  'age',
  'duplicate',
  'other',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** Why an accepted referral could not be carried out. */
export const endReasons = [
  'no-peer-found',
  'could-not-reach',
  'moved-away',
  'needs-other-support',
  'other',
] as const
export type EndReason = (typeof endReasons)[number]

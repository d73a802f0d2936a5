/** Where a referral came from. */
export const sources = [
  'ehr-order',
  'smart-form',
  'cds-card',
  'self-referral',
  'discharge',
  'program',
] as const
export type Source = (typeof sources)[number]

/** FHIR R4 ServiceRequest.priority (request-priority). */
export const urgencies = ['routine', 'urgent', 'asap', 'stat'] as const
export type Urgency = (typeof urgencies)[number]

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
  'could-not-reach',
  'moved-away',
  'needs-other-support',
  'no-peer-found',
  'other',
] as const
export type EndReason = (typeof endReasons)[number]

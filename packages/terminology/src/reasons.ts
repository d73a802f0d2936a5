/** Why a peer may not be proposed. Stored with rankings by their place in this list: only ever added to, at its end. */
export const ruleReasons = [
  'credential-not-good-for-programme',
  'crisis-module-not-current',
  'caseload-full',
  'not-available',
  'no-shared-language',
  'out-of-reach',
  'conflict',
  'age-rule',
  'supervision-overdue',
  'set-aside',
] as const

/** What speaks for a peer. Stored with rankings: never renamed. */
export const fitReasons = [
  'shared-facets',
  'preferences',
  'continuity',
  'schedule',
  'language',
  'skills',
  'load',
] as const

/**
 * Every reason why a peer is proposed or not, as a screen is told it. A reason is a code with values; its words live with
 * the desk that says it, and a desk that lacks words for one of them does not compile.
 */
export const reasonCodes = [
  ...ruleReasons,
  ...fitReasons,
  /** They have no language in common; the programme's interpreter stands in. */
  'interpreter',
  /** What the peer said of themselves. */
  'can-take-more',
  /** Every rule that this reader may not see. */
  'not-a-fit-now',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

/** Why a peer may not be proposed, in the order of the bits of a `RuleMask`. The codes are stored: never renamed. */
const ruleCodes = [
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
export type RuleCode = (typeof ruleCodes)[number]

/** A set of rule codes as bits, so that 2,000 candidates are judged without allocating. */
export type RuleMask = number

export function ruleBit(code: RuleCode): RuleMask {
  return 1 << ruleCodes.indexOf(code)
}

/** The codes of a mask, in the order of `ruleCodes`. */
export function ruleCodesOf(mask: RuleMask): readonly RuleCode[] {
  return ruleCodes.filter((_code, bit) => (mask & (1 << bit)) !== 0)
}

/** What speaks for a peer. The codes are stored: never renamed. */
export const fitCodes = [
  'shared-facets',
  'preferences',
  'continuity',
  'schedule',
  'language',
  'skills',
  'load',
] as const
export type FitCode = (typeof fitCodes)[number]

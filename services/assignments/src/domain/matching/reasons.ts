import { fitReasons, ruleReasons } from '@careloom/terminology'

export type RuleCode = (typeof ruleReasons)[number]

/** A set of rule codes as bits, in the order of `ruleReasons`, so that 2,000 candidates are judged without allocating. */
export type RuleMask = number

export function ruleBit(code: RuleCode): RuleMask {
  return 1 << ruleReasons.indexOf(code)
}

/** The codes of a mask, in the order of `ruleReasons`. */
export function ruleCodesOf(mask: RuleMask): readonly RuleCode[] {
  return ruleReasons.filter((_code, bit) => (mask & (1 << bit)) !== 0)
}

export { fitReasons as fitCodes }
export type FitCode = (typeof fitReasons)[number]

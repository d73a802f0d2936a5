import type { CalendarDay } from '@careloom/event-sourcing'
import { monthsLater } from '../calendar.ts'
import type { CredentialPassport } from '../credential.ts'
import type { KindOfHours, TrainingModule } from '../credential-events.ts'
import type { HoursRule, ModuleRule, RulePack } from './rule-pack.ts'

/** One thing that a jurisdiction asks for and a peer worker lacks. */
export type CredentialGap =
  | {
      readonly code: 'hours'
      readonly kind: KindOfHours
      readonly required: number
      readonly has: number
    }
  | { readonly code: 'module-missing' | 'module-refresher-due'; readonly module: TrainingModule }
  | { readonly code: 'exam' | 'code-of-ethics' | 'lived-experience' }
  | {
      readonly code: 'renewal-hours'
      readonly kind: KindOfHours
      readonly required: number
      readonly has: number
    }

/** Itemised gaps of a passport against a rule pack on a day; none: nothing is missing. Hours elsewhere count. */
export function gapsAgainst(
  pack: RulePack,
  passport: CredentialPassport,
  on: CalendarDay,
): readonly CredentialGap[] {
  const gaps: CredentialGap[] = [
    ...hoursGaps('hours', pack.hours, passport, undefined, on),
    ...pack.modules.flatMap((rule) => moduleGaps(rule, passport, on)),
  ]
  if (pack.requiresExam && !passport.exams.has(pack.jurisdiction)) gaps.push({ code: 'exam' })
  if (pack.requiresCodeOfEthics && passport.codeOfEthicsAcknowledgedOn === undefined)
    gaps.push({ code: 'code-of-ethics' })
  if (pack.requiresLivedExperience && passport.livedExperienceAttestedOn === undefined)
    gaps.push({ code: 'lived-experience' })
  return [...gaps, ...renewalGaps(pack, passport, on)]
}

/** The last day on which a module counts; undefined: it was never completed. */
function moduleGoodUntil(
  { module, refresherMonths }: ModuleRule,
  passport: CredentialPassport,
): CalendarDay | 'for-good' | undefined {
  const completedOn = passport.modules.get(module)
  if (completedOn === undefined) return undefined
  return refresherMonths === undefined ? 'for-good' : monthsLater(completedOn, refresherMonths)
}

function moduleGaps(
  rule: ModuleRule,
  passport: CredentialPassport,
  on: CalendarDay,
): readonly CredentialGap[] {
  const goodUntil = moduleGoodUntil(rule, passport)
  if (goodUntil === undefined) return [{ code: 'module-missing', module: rule.module }]
  if (goodUntil === 'for-good' || goodUntil >= on) return []
  return [{ code: 'module-refresher-due', module: rule.module }]
}

/** What is still to do before the credential held there can be renewed. */
function renewalGaps(
  { jurisdiction, renewal }: RulePack,
  passport: CredentialPassport,
  on: CalendarDay,
): readonly CredentialGap[] {
  const held = passport.credentials.get(jurisdiction)
  if (renewal === undefined || held === undefined) return []
  const since = monthsLater(held.goodUntil, -renewal.everyMonths)
  return hoursGaps('renewal-hours', renewal.hours, passport, since, on)
}

function hoursGaps(
  code: 'hours' | 'renewal-hours',
  rules: readonly HoursRule[],
  passport: CredentialPassport,
  since: CalendarDay | undefined,
  on: CalendarDay,
): readonly CredentialGap[] {
  return rules.flatMap(({ kind, atLeast }) => {
    const has = hoursOf(kind, passport, since, on)
    return has >= atLeast ? [] : [{ code, kind, required: atLeast, has }]
  })
}

function hoursOf(
  kind: KindOfHours,
  { hours }: CredentialPassport,
  since: CalendarDay | undefined,
  on: CalendarDay,
): number {
  return [...hours.values()]
    .filter((entry) => entry.kind === kind && entry.workedOn <= on)
    .filter(({ workedOn }) => since === undefined || workedOn >= since)
    .reduce((sum, entry) => sum + entry.hours, 0)
}

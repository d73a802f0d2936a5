import type { CalendarDay } from '@careloom/event-sourcing'
import type { CredentialPassport, IssuedCredential } from './credential.ts'
import { monthsLater } from './calendar.ts'
import { rulePackFor } from './jurisdictions/packs.ts'

export type StandingProblem =
  | 'credential-not-issued'
  | 'credential-not-yet-valid'
  | 'credential-lapsed'
  | 'credential-suspended'
  | 'crisis-module-not-current'

/** Whether a peer worker may be newly assigned, and billed for, under one jurisdiction on a day. */
export type CredentialStanding = {
  readonly isGood: boolean
  readonly problems: readonly StandingProblem[]
  readonly goodUntil?: CalendarDay | undefined
  readonly crisisModuleGoodUntil?: CalendarDay | undefined
  readonly isGovernmentCertified: boolean
}

/** Looks at the day itself, not only at the timer that records a lapse. */
export function standingOn(
  passport: CredentialPassport,
  jurisdiction: string,
  on: CalendarDay,
): CredentialStanding {
  const held = passport.credentials.get(jurisdiction)
  const crisisModuleGoodUntil = crisisModuleUntil(passport, jurisdiction, on)
  const problems: readonly StandingProblem[] = [
    ...credentialProblems(held, on),
    ...(crisisModuleGoodUntil === undefined || crisisModuleGoodUntil < on
      ? (['crisis-module-not-current'] as const)
      : []),
  ]
  return {
    isGood: problems.length === 0,
    problems,
    goodUntil: held?.goodUntil,
    crisisModuleGoodUntil,
    // A lapsed or suspended certificate certifies nobody.
    isGovernmentCertified:
      held?.status === 'good' && held.goodUntil >= on && held.isGovernmentCertified,
  }
}

/** A programme accepts the credentials of some jurisdictions; one that is good is enough. */
export function isGoodForProgram(
  passport: CredentialPassport,
  acceptedJurisdictions: readonly string[],
  on: CalendarDay,
): boolean {
  return acceptedJurisdictions.some((jurisdiction) => standingOn(passport, jurisdiction, on).isGood)
}

function credentialProblems(
  held: IssuedCredential | undefined,
  on: CalendarDay,
): readonly StandingProblem[] {
  if (held === undefined) return ['credential-not-issued']
  if (held.status === 'suspended') return ['credential-suspended']
  if (held.status === 'lapsed' || held.goodUntil < on) return ['credential-lapsed']
  return held.issuedOn > on ? ['credential-not-yet-valid'] : []
}

/** Two years after the last crisis module where the jurisdiction's pack does not say otherwise. */
function crisisModuleUntil(
  passport: CredentialPassport,
  jurisdiction: string,
  on: CalendarDay,
): CalendarDay | undefined {
  const rule = rulePackFor(jurisdiction, on)?.modules.find(({ module }) => module === 'crisis')
  const completedOn = passport.modules.get('crisis')
  return completedOn && monthsLater(completedOn, rule?.refresherMonths ?? 24)
}

import { parseCalendarDay } from '@careloom/event-sourcing'
import type { CalendarDay } from '@careloom/event-sourcing'
import type { ModuleRule, RulePack } from './rule-pack.ts'

const from = (day: string): CalendarDay => parseCalendarDay('validFrom', day)

/** Asked by us everywhere: nobody meets a person alone without a current crisis module. */
const ourModules: readonly ModuleRule[] = [
  { module: 'crisis', refresherMonths: 24 },
  { module: 'boundaries' },
  { module: 'ethics' },
]

/** Supervised experience may be asked for up to 120 hours: the model asks states to set no more, and sets none itself. */
const samhsa2023: RulePack = {
  id: 'samhsa-model-2023',
  jurisdiction: 'US-model',
  name: 'SAMHSA National Model Standards for Peer Support Certification',
  title: 'Peer support worker',
  validFrom: from('2023-06-01'),
  source: 'SAMHSA PEP23-10-01-001 (2023), standards 1, 2, 3, 5, 9',
  hours: [{ kind: 'coursework', atLeast: 40 }],
  modules: ourModules,
  requiresExam: true,
  requiresCodeOfEthics: true,
  requiresLivedExperience: true,
}

const california2022: RulePack = {
  id: 'us-ca-2022',
  jurisdiction: 'US-CA',
  name: 'California Medi-Cal Peer Support Specialist Certification',
  title: 'Medi-Cal Peer Support Specialist',
  validFrom: from('2022-07-01'),
  source: 'CalMHSA, capeercertification.org: initial certification; certification renewal',
  hours: [{ kind: 'coursework', atLeast: 80 }],
  modules: ourModules,
  requiresExam: true,
  requiresCodeOfEthics: true,
  requiresLivedExperience: true,
  renewal: {
    everyMonths: 24,
    hours: [
      { kind: 'continuing-education', atLeast: 14 },
      { kind: 'law-and-ethics', atLeast: 6 },
    ],
  },
}

/** Where a state has no rule of its own in the house: about 50 hours of coursework and 550 of practice. */
const usual2020: RulePack = {
  id: 'us-usual-2020',
  jurisdiction: 'US-usual',
  name: 'What programmes in the United States usually ask for',
  title: 'Certified peer specialist',
  validFrom: from('2020-01-01'),
  source: 'Descriptions of certification programmes; no single authority',
  hours: [
    { kind: 'coursework', atLeast: 50 },
    { kind: 'volunteer', atLeast: 550 },
  ],
  modules: ourModules,
  requiresExam: false,
  requiresCodeOfEthics: true,
  requiresLivedExperience: true,
}

export const rulePacks: readonly RulePack[] = [samhsa2023, california2022, usual2020]

/** The pack in force on a day: the latest that had begun. Undefined where we ship none. */
export function rulePackFor(jurisdiction: string, on: CalendarDay): RulePack | undefined {
  return rulePacks
    .filter((pack) => pack.jurisdiction === jurisdiction && pack.validFrom <= on)
    .reduce<RulePack | undefined>(
      (latest, pack) => (latest === undefined || pack.validFrom > latest.validFrom ? pack : latest),
      undefined,
    )
}

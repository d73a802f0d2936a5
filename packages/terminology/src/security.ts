import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

/** The basis of a security label on information of a substance-use programme (v3 ActCode; HL7 DS4P). */
export const part2: Coding<'42CFRPart2'> = {
  system: codeSystems.actCode,
  code: '42CFRPart2',
  display: '42 CFR Part2',
}

/** v3 Confidentiality: what `meta.security` says of a resource. */
export const confidentiality = {
  normal: { system: codeSystems.confidentiality, code: 'N', display: 'normal' },
  restricted: { system: codeSystems.confidentiality, code: 'R', display: 'restricted' },
} as const satisfies Readonly<Record<string, Coding>>

/** Why somebody asks (v3 ActReason PurposeOfUse): the only purposes that a token or a consent may name. */
export const purposesOfUse = {
  TREAT: { system: codeSystems.actReason, code: 'TREAT', display: 'treatment' },
  HPAYMT: { system: codeSystems.actReason, code: 'HPAYMT', display: 'healthcare payment' },
  HOPERAT: { system: codeSystems.actReason, code: 'HOPERAT', display: 'healthcare operations' },
  ETREAT: { system: codeSystems.actReason, code: 'ETREAT', display: 'Emergency Treatment' },
  PATRQT: { system: codeSystems.actReason, code: 'PATRQT', display: 'patient requested' },
  HRESCH: { system: codeSystems.actReason, code: 'HRESCH', display: 'healthcare research' },
} as const satisfies Readonly<Record<string, Coding>>
export type PurposeOfUse = keyof typeof purposesOfUse

/** What a person's information is sorted into when they say who may see it. Our own words, no standard defines them. */
export const informationCategories = [
  'contact',
  'own-words',
  'care-team',
  'care-plan',
  'goals',
  'notes',
  'outcome-measures',
  'substance-use',
] as const
export type InformationCategory = (typeof informationCategories)[number]

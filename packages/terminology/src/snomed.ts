import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

/** What a referral asks for (SNOMED CT US edition; used by HL7's US Behavioral Health example). */
export const referralToPeerSupport: Coding<'461481000124109'> = {
  system: codeSystems.snomed,
  code: '461481000124109',
  display: 'Referral to peer support',
}

import { z } from 'zod'
import {
  countField,
  fieldOf,
  jsonArray,
  required,
  settingsOf,
  textField,
  type ConfigOf,
} from '@careloom/config'
import { parseOrganizationId, parseProgramId } from './domain/ids.ts'

const yesOrNo = 'true or false'

const program = z.strictObject({
  programId: fieldOf(parseProgramId, 'a UUID').describe('its id'),
  name: textField(120).describe('what it is called'),
  organizationId: fieldOf(parseOrganizationId, 'a UUID').describe('the organization that runs it'),
  organizationName: textField(120).describe('what that organization is called'),
  promiseHours: countField().prefault(72).describe('hours until the first contact, as promised'),
  part2: z.boolean(yesOrNo).default(false).describe('42 CFR Part 2 applies: true or false'),
  capacity: countField().describe('people whom it supports at once'),
  peerTitle: textField(120).describe('what its peer workers are called'),
  jurisdiction: fieldOf(jurisdictionOf, 'a code of ISO 3166-2, such as US-CA')
    .optional()
    .describe("where a peer worker's credential has to be good; left out: wherever it is"),
  interpreterLanguages: z
    .array(textField(35), 'an array of language tags')
    .default([])
    .describe('for which it has an interpreter (BCP 47)'),
})

/** As rule packs are named: `US-CA`. */
function jurisdictionOf(value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value)) throw new TypeError()
  return value
}

export const settings = settingsOf('referrals', {
  programs: required(
    'REFERRALS_PROGRAMS',
    jsonArray(program, { unique: 'programId', atLeast: 1 }),
    'the programmes that people can be referred to',
  ),
})

export type Config = ConfigOf<typeof settings>

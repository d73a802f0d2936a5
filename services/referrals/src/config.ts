import { InvalidInput, parseText } from '@careloom/event-sourcing'
import { parseOrganizationId, parseProgramId } from './domain/ids.ts'
import type { Program } from './domain/program.ts'

export type Config = { readonly programs: readonly Program[] }

/**
 * Reads `REFERRALS_PROGRAMS`: a JSON array of programmes.
 * @throws InvalidInput naming the variable and the field that is wrong
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const text = env['REFERRALS_PROGRAMS']
  if (text === undefined) return Object.freeze({ programs: [] })
  const list: unknown = parseJson(text)
  if (!Array.isArray(list)) throw new InvalidInput('REFERRALS_PROGRAMS', 'must be a JSON array')
  return Object.freeze({
    programs: list.map((entry: unknown, i) => parseProgram(`REFERRALS_PROGRAMS[${i}]`, entry)),
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidInput('REFERRALS_PROGRAMS', 'must be JSON')
  }
}

function parseProgram(at: string, entry: unknown): Program {
  const value = isObject(entry) ? entry : {}
  return Object.freeze({
    programId: parseProgramId(value['programId']),
    name: parseText(`${at}.name`, value['name'], 120),
    organizationId: parseOrganizationId(value['organizationId']),
    organizationName: parseText(`${at}.organizationName`, value['organizationName'], 120),
    promiseHours: wholeNumber(`${at}.promiseHours`, value['promiseHours'] ?? 72),
    part2: value['part2'] === true,
    capacity: wholeNumber(`${at}.capacity`, value['capacity']),
    peerTitle: parseText(`${at}.peerTitle`, value['peerTitle'], 120),
    jurisdiction: jurisdictionOf(`${at}.jurisdiction`, value['jurisdiction']),
    interpreterLanguages: languagesOf(
      `${at}.interpreterLanguages`,
      value['interpreterLanguages'] ?? [],
    ),
  })
}

function isObject(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return typeof entry === 'object' && entry !== null
}

/** ISO 3166-2, as rule packs are named: `US-CA`. */
function jurisdictionOf(field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value))
    throw new InvalidInput(field, 'must be a code of ISO 3166-2, such as US-CA')
  return value
}

function languagesOf(field: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new InvalidInput(field, 'must be an array of language tags')
  return value.map((tag: unknown, i) => parseText(`${field}[${i}]`, tag, 35))
}

function wholeNumber(field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new InvalidInput(field, 'must be a whole number from 1')
  return value
}

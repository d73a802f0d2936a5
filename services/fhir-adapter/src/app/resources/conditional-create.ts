import type { Identifier } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import { between } from '../../domain/search/elements.ts'
import { termOf } from '../../domain/search/terms.ts'
import type { Interaction } from '../interaction.ts'
import { organizationOf, type WriteNeeds } from './write.ts'

/**
 * `If-None-Exist: identifier=system|value`, which the resource itself must carry; other conditions are refused rather
 * than guessed. Clients write the query alone, or after the type, or after its whole address (HAPI does).
 */
export function conditionOf(
  header: string | undefined,
  type: ResourceType,
  own: readonly Identifier[],
  base: string,
): Identifier | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const prefixes = ['', type, `${base}/${type}`].map((address) => `${address}?`)
  const prefix = prefixes.find((each) => header.startsWith(each)) ?? ''
  const query = new URLSearchParams(header.slice(prefix.length))
  const [system, value] = query.get('identifier')?.split('|') ?? []
  if (
    [...query.keys()].length !== 1 ||
    system === undefined ||
    value === undefined ||
    system === '' ||
    value === ''
  )
    throw new FhirProblem(412, [
      error('not-supported', `If-None-Exist for ${type} must be identifier=system|value.`),
    ])
  const condition = { system, value }
  if (!own.some((each) => isSame(each, condition)))
    throw new FhirProblem(412, [
      error(
        'business-rule',
        `If-None-Exist must name an identifier of the ${type} itself.`,
        `${type}.identifier`,
      ),
    ])
  return condition
}

const isSame = (a: Identifier, b: Identifier): boolean =>
  a.system === b.system && a.value === b.value

/** The resource of that identifier that this organization wrote about this person, if a read sees one already. */
export async function existing(
  type: 'Consent' | 'ServiceRequest',
  { system, value }: Identifier,
  personId: string,
  interaction: Interaction,
  { rows }: WriteNeeds,
): Promise<string | undefined> {
  const term = termOf(type, 'identifier', `${value}${between}${system}`)
  const found = await rows.find({ index: 'terms', from: term, to: term, limit: 50 })
  const us = organizationOf(interaction)
  return found
    .map(({ row }) => row)
    .find((row) => row.person === personId && row.parties?.includes(us))?.id
}

/** The id that every one of parallel conditional creates comes to. */
export function idUnder(
  type: string,
  condition: Identifier | undefined,
  personId: string,
  interaction: Interaction,
  { idFor, newId }: WriteNeeds,
): string {
  return condition === undefined
    ? newId()
    : idFor(
        JSON.stringify([
          type,
          organizationOf(interaction),
          personId,
          condition.system,
          condition.value,
        ]),
      )
}

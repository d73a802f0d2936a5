import type { PersonHome } from '@careloom/web-api'
import { categoriesOf } from '../categories.ts'
import type { Context } from '../context.ts'
import { organizationNames } from '../organization-names.ts'

/** What a switch opens when it is turned on. */
const offered = ['contact', 'own-words', 'care-team', 'goals', 'notes', 'outcome-measures'] as const

/** One line per organization that knows the person or asked to. */
export async function sharingOf(
  personId: string,
  context: Context,
): Promise<PersonHome['sharing']> {
  const [{ consents }, names, relationships] = await Promise.all([
    context.services.people.listConsents({ personId, afterPosition: 0 }, context.call()),
    organizationNames(context),
    context.access.relationships.get(personId),
  ])
  // Whoever shall see anything of a programme under Part 2 needs a consent that says so (42 CFR 2.31).
  const isPart2 = relationships?.referrals.some(({ part2 }) => part2) ?? false
  const known = new Set([
    relationships?.registeredBy,
    ...(relationships?.referrals.flatMap((each) => [
      each.organizationId,
      each.referrerOrganizationId,
    ]) ?? []),
    ...consents.flatMap((each) => each.receivingOrganizationIds),
  ])
  return [...names]
    .filter(([id]) => known.has(id))
    .map(([organizationId, organizationName]) => {
      const active = consents.filter(
        ({ status, receivingOrganizationIds }) =>
          status === 'active' && receivingOrganizationIds.includes(organizationId),
      )
      const [first] = active
      return {
        organizationId,
        organizationName,
        on: first !== undefined,
        consentId: first?.consentId ?? null,
        alsoCovers: (first?.receivingOrganizationIds ?? []).flatMap((id) =>
          id === organizationId ? [] : (names.get(id) ?? []),
        ),
        categories: categoriesOf(active.flatMap(({ categories }) => categories)),
        offered: [...offered, ...(isPart2 ? (['substance-use'] as const) : [])],
        until: first?.expiresOn ?? null,
        part2: isPart2 || active.some(({ part2 }) => part2),
        everShared: consents.some(({ receivingOrganizationIds }) =>
          receivingOrganizationIds.includes(organizationId),
        ),
      }
    })
}

import { toOrganization } from '../../domain/maps/directory.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { list } from '../../domain/search/elements.ts'
import { string } from '../../domain/search/parameter.ts'
import type { Configured } from './module.ts'

/** Hospitals that are connected, and whoever runs a programme. */
export const organization: Configured<'Organization'> = {
  type: 'Organization',
  class: 'directory',
  profile: usCore('organization'),
  configured({ organizations, programs }) {
    const named = new Map([
      ...organizations,
      ...programs.map((each) => [each.organizationId, each.organizationName] as const),
    ])
    return [...named].map(([id, name]) => toOrganization(id, name))
  },
  search: [
    string('name', (r: ResourceOf<'Organization'>) => [r.name]),
    string('address', ({ address = [] }: ResourceOf<'Organization'>) =>
      address.flatMap(({ line, city, state, postalCode, country }) => [
        ...list(line),
        city,
        state,
        postalCode,
        country,
      ]),
    ),
  ],
}

import type { About } from '../row.ts'

/** What a programme writes about a person is part of its own record. */
export const aboutRecord = ({
  personId,
  organizationId,
  part2,
}: {
  readonly personId: string
  readonly organizationId: string
  readonly part2: boolean
}): About => ({ person: personId, organization: organizationId, part2 })

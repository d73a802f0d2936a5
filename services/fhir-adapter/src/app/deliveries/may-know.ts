import { recordOf, type FhirRow } from '../row.ts'
import type { DeliverNeeds } from './needs.ts'

/** What is sent obeys the same decision as what is read. */
export async function mayKnow(
  organizationId: string,
  row: FhirRow,
  { guard }: Pick<DeliverNeeds, 'guard'>,
): Promise<boolean> {
  const actor = {
    id: `organization:${organizationId}`,
    roles: new Set(['system'] as const),
    organization: organizationId,
  }
  return (await guard.judge({ actor, action: 'read', ...recordOf(row) })).allowed
}

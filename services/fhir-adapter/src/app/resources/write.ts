import type { Actor, Guard, Relationships, Role } from '@careloom/access'
import type { Clock, NewId, ReadModel } from '@careloom/event-sourcing'
import { measureTopic } from '@careloom/proto/outcomes'
import { error, FhirProblem } from '../../domain/outcome.ts'
import { versionIn, type Interaction } from '../interaction.ts'
import type { Recorded, Services } from '../ports.ts'
import type { FhirRow } from '../row.ts'

export type Body = Record<string, unknown>
export type Created = { readonly id: string; readonly isNew: boolean }
export type Create = (body: Body, interaction: Interaction, needs: WriteNeeds) => Promise<Created>
/** A row whose facts its module made. */
export type RowOf<Facts> = FhirRow & { readonly facts: Facts }

export type WriteNeeds = {
  readonly services: Services
  readonly rows: ReadModel<FhirRow>
  readonly relationships: ReadModel<Relationships>
  readonly guard: Guard
  /** Resolves when access is decided by all that is recorded. */
  readonly upToDate: () => Promise<void>
  /** Our own FHIR base, without a slash at its end. */
  readonly base: string
  /** The ids of the organizations that there are. */
  readonly organizations: (interaction: Interaction) => Promise<ReadonlySet<string>>
  readonly clock: Clock
  readonly newId: NewId
  /** A UUID that follows from a natural key, and does not betray it. */
  readonly idFor: (naturalKey: string) => string
}

/** A client may read at once what it wrote: both read models that a read passes through have seen it. */
export async function seen(
  { position }: Recorded,
  topic: string,
  { rows, relationships }: WriteNeeds,
): Promise<void> {
  if (position === 0) return
  await Promise.all([
    rows.reached(position, topic),
    topic === measureTopic ? undefined : relationships.reached(position, topic),
  ])
}

/** Who may speak for an organization that refers: an organization in a token gives no side without such a role. */
export const referrers = ['clinician', 'system'] as const

export const actsFor = (
  organizationId: string,
  { organization, roles }: Actor,
  ...as: readonly Role[]
): boolean =>
  as.some((role) => roles.has(role)) && (organization?.split(' ') ?? []).includes(organizationId)

/** @throws FhirProblem 403 when they write for none */
export function organizationOf({ actor }: Interaction): string {
  const organization = actor.organization?.split(' ')[0]
  if (organization === undefined || !actsFor(organization, actor, ...referrers))
    throw new FhirProblem(403, [
      error('forbidden', 'The token names no organization to write for.'),
    ])
  return organization
}

export async function mayWrite(
  action: 'create' | 'update',
  recordClass: 'demographics' | 'consent' | 'referral' | 'outcome-measures',
  person: string,
  interaction: Interaction,
  { guard, upToDate }: WriteNeeds,
): Promise<void> {
  const { actor, requestId } = interaction
  const asked = {
    actor,
    action,
    class: recordClass,
    person,
    resource: interaction.path,
    requestId,
  }
  if ((await guard.check(asked)).allowed) return
  // Whoever wrote at another door a moment ago is not told that there is nobody.
  await upToDate()
  if (!(await guard.check(asked)).allowed)
    throw new FhirProblem(422, [
      error('business-rule', 'The subject is not known here, or not to this organization.'),
    ])
}

/** Both sides write: without `If-Match` one would undo the other unseen (FHIR R4 3.1.0.5). */
export function requiredVersion({ ifMatch }: Pick<Interaction, 'ifMatch'>, row: FhirRow): number {
  const version = versionIn(ifMatch)
  if (ifMatch === undefined)
    throw new FhirProblem(428, [
      error('required', 'If-Match is needed: say which version you changed.'),
    ])
  if (version === undefined || String(version) !== row.resource.meta?.versionId)
    throw new FhirProblem(412, [
      error('conflict', 'Somebody else changed it first: read it again.'),
    ])
  return version
}

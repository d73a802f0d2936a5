import type { CallMetadata } from '@careloom/rpc'
import { toHealthcareService, toOrganization } from '../domain/maps/directory.ts'
import { toQuestionnaire } from '../domain/maps/outcome-measures.ts'
import type { Resource, ResourceType } from '../domain/resource.ts'
import type { Services } from './ports.ts'

const everyMs = 60_000

/** Types whose resources all follow from configuration: programmes, their organizations, instruments. */
export const isConfigured = (type: ResourceType): boolean =>
  type === 'HealthcareService' || type === 'Organization' || type === 'Questionnaire'

/** By `Type/id`, in that order. */
export type Configured = ReadonlyMap<string, Resource>

export const idsOf = (type: ResourceType, configured: Configured): ReadonlySet<string> =>
  new Set(
    [...configured.values()].flatMap(({ resourceType, id }) => (resourceType === type ? [id] : [])),
  )

/** Reads what follows from configuration; asked for once a minute. */
export function configuredResources(
  services: Services,
  organizations: ReadonlyMap<string, string>,
  nowMs: () => number,
) {
  let resources: Promise<Configured> | undefined
  let readAt = 0
  const started = new Date(nowMs()).toISOString()

  async function read(metadata: CallMetadata): Promise<Configured> {
    const [programs, instruments] = await Promise.all([
      services.programs(metadata),
      services.instruments(metadata),
    ])
    const named = new Map([
      ...organizations,
      ...programs.map((each) => [each.organizationId, each.organizationName] as const),
    ])
    const all = [
      ...programs.map(toHealthcareService),
      ...[...named].map(([id, name]) => toOrganization(id, name)),
      ...instruments.map(toQuestionnaire),
    ].map((resource): Resource => ({
      ...resource,
      meta: { versionId: '1', lastUpdated: started, ...resource.meta },
    }))
    const keyed = all.map(
      (resource) => [`${resource.resourceType}/${resource.id}`, resource] as const,
    )
    return new Map(keyed.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  return (metadata: CallMetadata): Promise<Configured> => {
    if (resources === undefined || nowMs() - readAt > everyMs) {
      readAt = nowMs()
      resources = read(metadata)
      resources.catch(() => (resources = undefined))
    }
    return resources
  }
}

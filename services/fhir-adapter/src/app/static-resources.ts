import type { CallMetadata } from '@careloom/rpc'
import { toHealthcareService, toOrganization } from '../domain/maps/directory.ts'
import { toQuestionnaire } from '../domain/maps/outcome-measures.ts'
import type { Resource } from '../domain/resource.ts'
import type { Services } from './ports.ts'

const everyMs = 60_000

/** Resources that follow from configuration: programmes, their organizations, instruments. Asked for once a minute. */
export function staticResources(
  services: Services,
  organizations: ReadonlyMap<string, string>,
  nowMs: () => number,
) {
  let resources: Promise<ReadonlyMap<string, Resource>> | undefined
  let readAt = 0
  const started = new Date(nowMs()).toISOString()

  async function read(metadata: CallMetadata): Promise<ReadonlyMap<string, Resource>> {
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
    return new Map(all.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]))
  }

  return (metadata: CallMetadata): Promise<ReadonlyMap<string, Resource>> => {
    if (resources === undefined || nowMs() - readAt > everyMs) {
      readAt = nowMs()
      resources = read(metadata)
      resources.catch(() => (resources = undefined))
    }
    return resources
  }
}

import type { CallMetadata } from '@careloom/event-sourcing'
import type { Resource, ResourceType, Stored } from '../domain/resource.ts'
import type { Services } from './ports.ts'
import type { Versioned } from './configured-versions.ts'
import { madeOfConfiguration } from './resources/table.ts'

const everyMs = 60_000

/** By `Type/id`, in that order. */
export type Configured = ReadonlyMap<string, Stored>

export const idsOf = (type: ResourceType, configured: Configured): ReadonlySet<string> =>
  new Set(
    [...configured.values()].flatMap(({ resourceType, id }) => (resourceType === type ? [id] : [])),
  )

/** Reads what follows from configuration; asked for once a minute. */
export function configuredResources(
  services: Services,
  organizations: ReadonlyMap<string, string>,
  versioned: Versioned,
  nowMs: () => number,
) {
  let resources: Promise<Configured> | undefined
  let readAt = 0

  async function read(metadata: CallMetadata): Promise<Configured> {
    const [programs, instruments] = await Promise.all([
      services.programs(metadata),
      services.instruments(metadata),
    ])
    const configuration = { organizations, programs, instruments }
    const all = await Promise.all(
      madeOfConfiguration
        .flatMap((module): readonly Resource[] => module.configured(configuration))
        .map(versioned),
    )
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

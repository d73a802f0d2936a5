import { commandHandler, type Clock, type EventStore } from '@careloom/event-sourcing'
import { digest } from '@careloom/event-sourcing/digest'
import { configuredDecider, type ConfiguredEvent } from '../domain/configured-version.ts'
import type { Resource, Stored } from '../domain/resource.ts'

/** Gives a resource its version, and since when it is so: the same in every process, after every start (FHIR R4 Resource.meta). */
export type Versioned = (resource: Resource) => Promise<Stored>

export function configuredVersions(store: EventStore<ConfiguredEvent>, clock: Clock): Versioned {
  const compare = commandHandler(configuredDecider, store)
  return async ({ resourceType, id = '', ...rest }) => {
    const [resource, hash] = [`${resourceType}/${id}`, digest(JSON.stringify(rest))]
    const stream = `configured-${resourceType}-${id}`
    const before = (await store.read(stream)).at(-1)
    if (before?.data.hash !== hash) {
      const causationId = `configured:${before?.revision ?? 0}:${hash}`
      const data = { resource, hash, at: clock() }
      const metadata = { actor: 'system:fhir-adapter', causationId }
      await compare(stream, { type: 'CompareConfiguredResource', data }, metadata)
    }
    const last = (await store.read(stream)).at(-1)
    const meta = { versionId: String(last?.revision ?? 1), lastUpdated: last?.time ?? clock() }
    return { resourceType, id, ...rest, meta: { ...meta, ...rest.meta } }
  }
}

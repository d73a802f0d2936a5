import { uuidOfDigest } from '@careloom/event-sourcing'
import type { Access } from '@careloom/access'
import type { Host } from '@careloom/hosting'
import { FhirAdapterServiceDefinition } from '@careloom/proto/fhir-adapter'
import { OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { interactHandler } from './adapters/rpc/fhir-service.ts'
import { servicesOver } from './adapters/rpc/services.ts'
import { startDeliveries } from './deliveries.ts'
import { interactor } from './app/interact.ts'
import type { Interaction } from './app/interaction.ts'
import { fhirResources } from './app/projections/fhir-resources.ts'
import { configuredResources, idsOf } from './app/configured.ts'
import { topics } from './app/resources/table.ts'
import { loadConfig } from './config.ts'

export { smartConfiguration } from './app/smart-configuration.ts'

const service = 'fhir-adapter'
/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startFhirAdapter(
  host: Host,
  access: Access,
  onError: (error: unknown) => void,
): Promise<void> {
  const config = loadConfig(host.env)
  const rows = host.project(service, fhirResources, { topics })
  const services = servicesOver({
    people: host.client(PeopleServiceDefinition),
    referrals: host.client(ReferralServiceDefinition),
    outcomes: host.client(OutcomeServiceDefinition),
  })
  const configured = configuredResources(services, config.organizations, () =>
    Date.parse(host.clock()),
  )
  const writes = {
    services,
    rows,
    relationships: access.relationships,
    guard: access.guard,
    base: config.base,
    organizations: async ({ metadata }: Interaction) =>
      idsOf('Organization', await configured(metadata)),
    clock: host.clock,
    newId: host.newId,
    idFor: (naturalKey: string) => uuidOfDigest(host.hashed('fhir-conditional-create', naturalKey)),
  }
  const interact = interactor({
    rows,
    guard: access.guard,
    writes,
    configured: ({ metadata }) => configured(metadata),
    base: config.base,
    onError,
  })
  const deliveries = await startDeliveries(host, access, config, rows)
  host.serve(FhirAdapterServiceDefinition, { interact: interactHandler(interact), ...deliveries })
}

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
import { configuredVersions } from './app/configured-versions.ts'
import { topics } from './app/resources/table.ts'
import { settings } from './config.ts'
import type { ConfiguredEvent } from './domain/configured-version.ts'
import { schema } from './domain/schema.ts'

export { smartConfiguration, systemScopes } from './app/smart-configuration.ts'

const service = 'fhir-adapter'
/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startFhirAdapter(
  host: Host,
  access: Access,
  onError: (error: unknown) => void,
): Promise<void> {
  const config = settings.read(host.env)
  const { connections, realm } = config
  const base = `${config.origin}/fhir`
  const organizations = new Map(connections.map((each) => [each.organizationId, each.name]))
  const rows = host.project(service, fhirResources, { topics })
  const services = servicesOver({
    people: host.client(PeopleServiceDefinition),
    referrals: host.client(ReferralServiceDefinition),
    outcomes: host.client(OutcomeServiceDefinition),
  })
  const log = await host.openLog(service, schema)
  const configured = configuredResources(
    services,
    organizations,
    configuredVersions(log.of<ConfiguredEvent>(), host.clock),
    () => Date.parse(host.clock()),
  )
  const writes = {
    services,
    rows,
    relationships: access.relationships,
    guard: access.guard,
    upToDate: access.upToDate,
    base,
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
    base,
    issuer: realm.issuer,
    onError,
  })
  const deliveries = startDeliveries(host, log, access, connections, rows)
  host.serve(FhirAdapterServiceDefinition, { interact: interactHandler(interact), ...deliveries })
}

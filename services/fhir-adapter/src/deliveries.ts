import { createHash } from 'node:crypto'
import type { Access } from '@careloom/access'
import {
  firstSchema,
  type Feed,
  type ReadModel,
  type Told,
  uuidOfDigest,
} from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type {
  ConnectionView,
  DeliveryView,
  FhirAdapterServiceDefinition,
} from '@careloom/proto/fhir-adapter'
import { orRefused, type Handlers } from '@careloom/rpc'
import { fhirKitEhr } from './adapters/ehr/fhir-kit-ehr.ts'
import { deliver, deliveryStream } from './app/deliver.ts'
import {
  connectionList,
  deliveryList,
  deliveryTimers,
  type ConnectionRow,
  type DeliveryRow,
} from './app/projections/delivery-list.ts'
import type { FhirRow } from './app/projections/fhir-resources.ts'
import type { Config, Connection } from './config.ts'
import type { ConnectionEvent, DeliveryEvent } from './domain/delivery.ts'
import { otherRoutes, planCareTeamRoute } from './domain/routes.ts'

const service = 'fhir-adapter'
const everyMs = 3_600_000
const soonMs = 2_000

type ConsoleHandlers = Pick<
  Handlers<FhirAdapterServiceDefinition>,
  'listConnections' | 'listDeliveries' | 'retryDelivery'
>

/** The connections out to hospitals: evidence, planned routes, attempts with proof. Part of the service's composition. */
export async function startDeliveries(
  host: Host,
  access: Access,
  config: Config,
  rows: ReadModel<FhirRow>,
): Promise<ConsoleHandlers> {
  const log = await host.openLog(service, firstSchema)
  const list = host.project(service, deliveryList, [log.feed as Feed<Told<DeliveryEvent>>])
  const timers = host.project(service, deliveryTimers, [log.feed as Feed<Told<DeliveryEvent>>])
  const connections = host.project(service, connectionList, [
    log.feed as Feed<Told<ConnectionEvent>>,
  ])
  const nowMs = () => Date.parse(host.clock())
  const ehrs = new Map(
    config.connections.map((each) => [
      each.connectionId,
      { ehr: fhirKitEhr(each), organizationId: each.organizationId, mrnSystem: each.mrnSystem },
    ]),
  )
  const delivering = deliver({
    rows,
    connections,
    ehrs,
    deliveries: log.of<DeliveryEvent>(),
    evidence: log.of<ConnectionEvent>(),
    guard: access.guard,
    clock: host.clock,
    idFor,
    nowMs,
  })
  host.bus.react<PublishedCarePlanEvent>(carePlanTopic, delivering.onMemberJoined)
  host.react(log, delivering.attempt)
  host.schedule(timers, async ({ subject }, causationId) => {
    const deliveryId = subject
    await delivering.handle(
      deliveryStream(deliveryId),
      { type: 'TryAgain', data: { deliveryId, at: host.clock() } },
      { actor: 'system:timers', causationId, person: (await list.get(deliveryId))?.personId },
    )
  })
  // A hospital that is away is asked again with the next hour; nothing waits for it.
  const read = () => void delivering.readEvidence().catch(() => undefined)
  for (const [wait, timer] of [
    [soonMs, setTimeout],
    [everyMs, setInterval],
  ] as const)
    timer(read, wait).unref()
  return handlers(host, config, list, connections, delivering)
}

function handlers(
  host: Host,
  config: Config,
  list: ReadModel<DeliveryRow>,
  connections: ReadModel<ConnectionRow>,
  delivering: ReturnType<typeof deliver>,
): ConsoleHandlers {
  const names = new Map(config.connections.map(({ connectionId, name }) => [connectionId, name]))
  return {
    async listConnections() {
      return {
        connections: await Promise.all(
          config.connections.map(async (each) =>
            connectionView(
              each,
              await connections.get(each.connectionId),
              await deliveriesOf(each.connectionId),
            ),
          ),
        ),
      }
    },
    async listDeliveries({ personId, limit }) {
      const by =
        personId === undefined
          ? ({ index: 'at' } as const)
          : ({ index: 'person', from: personId, to: personId } as const)
      const found = await list.find({ ...by, order: 'desc', limit: limit > 0 ? limit : 50 })
      return { deliveries: found.map(({ row }) => deliveryView(row, names)) }
    },
    async retryDelivery({ deliveryId }, call) {
      const row = await list.get(deliveryId)
      orRefused(
        await delivering.handle(
          deliveryStream(deliveryId),
          { type: 'TryAgain', data: { deliveryId, at: host.clock() } },
          { ...call.metadata, person: row?.personId },
        ),
      )
      return {}
    },
  }

  async function deliveriesOf(connectionId: string): Promise<readonly DeliveryRow[]> {
    const today = host.clock().slice(0, 10)
    const found = await list.find({
      index: 'connection',
      from: `${connectionId} ${today}`,
      to: `${connectionId} ~`,
      limit: 1_000,
    })
    return found.map(({ row }) => row)
  }
}

function connectionView(
  connection: Connection,
  row: ConnectionRow | undefined,
  today: readonly DeliveryRow[],
): ConnectionView {
  const { connectionId, name, organizationId, fhirBase } = connection
  const evidence = row?.evidence ?? {}
  const types = Object.entries(evidence)
  const careTeam = planCareTeamRoute(evidence)
  const proved = today.filter(({ status }) => status === 'proved')
  const proofAt = proved
    .map(({ provedAt }) => provedAt)
    .sort()
    .at(-1)
  const routes = [['care-team', careTeam.route, careTeam.reason] as const, ...otherRoutes(evidence)]
  return {
    connectionId,
    name,
    organizationId,
    baseUrl: fhirBase,
    metadataReadAt: row?.at,
    evidenceHash: row?.hash,
    answering: row?.answering ?? false,
    offers: types
      .filter(([, codes]) => codes.includes('create'))
      .map(([type]) => `${type}: create`),
    refuses: ['CareTeam', 'Task', 'CarePlan']
      .filter((type) => !(evidence[type]?.includes('create') ?? false))
      .map((type) => `${type}: create`),
    routes: routes.map(([intent, route, reason]) => ({
      intent,
      route,
      reason,
      proof: intent === 'care-team' && proofAt !== undefined ? 'read-back' : 'none',
      proofAt: intent === 'care-team' ? proofAt : undefined,
    })),
    sent: today.filter(({ attempts }) => attempts > 0).length,
    proved: proved.length,
    failed: today.filter(({ status }) => status === 'failed').length,
  }
}

function deliveryView(row: DeliveryRow, names: ReadonlyMap<string, string>): DeliveryView {
  const { personId: _person, routeKind, ...rest } = row
  return { ...rest, route: routeKind, connectionName: names.get(row.connectionId) ?? 'A hospital' }
}

/** Planned twice, it is one delivery. */
function idFor(text: string): string {
  return uuidOfDigest(createHash('sha256').update(text).digest('hex'))
}

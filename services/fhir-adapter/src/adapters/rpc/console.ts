import type { Clock, ReadModel } from '@careloom/event-sourcing'
import type {
  ConnectionView,
  DeliveryView,
  FhirAdapterServiceDefinition,
} from '@careloom/proto/fhir-adapter'
import { orRefused, type Handlers } from '@careloom/rpc'
import { deliveryStream, type HandleDelivery } from '../../app/deliveries/needs.ts'
import type { ConnectionRow, DeliveryRow } from '../../app/projections/delivery-list.ts'
import type { Connection } from '../../config.ts'
import { otherRoutes, planCareTeamRoute } from '../../domain/routes.ts'

export type ConsoleHandlers = Pick<
  Handlers<FhirAdapterServiceDefinition>,
  'listConnections' | 'listDeliveries' | 'retryDelivery'
>

type ConsoleNeeds = {
  readonly hospitals: readonly Connection[]
  readonly list: ReadModel<DeliveryRow>
  readonly connections: ReadModel<ConnectionRow>
  readonly handle: HandleDelivery
  readonly clock: Clock
}

/** What the integration console shows of the hospitals, and lets a human do again. */
export function consoleHandlers(needs: ConsoleNeeds): ConsoleHandlers {
  const { hospitals, list, connections, handle, clock } = needs
  const names = new Map(hospitals.map(({ connectionId, name }) => [connectionId, name]))
  return {
    async listConnections() {
      return {
        connections: await Promise.all(
          hospitals.map(async (each) =>
            connectionView(
              each,
              await connections.get(each.connectionId),
              await deliveriesOf(each.connectionId, needs),
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
      const command = { type: 'TryAgain', data: { deliveryId, at: clock() } } as const
      orRefused(await handle(deliveryStream(deliveryId), command, call.metadata))
      return {}
    },
  }
}

/** Today's. */
async function deliveriesOf(
  connectionId: string,
  { list, clock }: ConsoleNeeds,
): Promise<readonly DeliveryRow[]> {
  const found = await list.find({
    index: 'connection',
    from: `${connectionId} ${clock().slice(0, 10)}`,
    to: `${connectionId} ~`,
    limit: 1_000,
  })
  return found.map(({ row }) => row)
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

import type { Access } from '@careloom/access'
import { upToDate, type ReadModel } from '@careloom/event-sourcing'
import { derivedId } from '@careloom/event-sourcing/digest'
import type { Host, Log } from '@careloom/hosting'
import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { fhirKitEhr } from './adapters/ehr/fhir-kit-ehr.ts'
import { consoleHandlers, type ConsoleHandlers } from './adapters/rpc/console.ts'
import { deliver } from './app/deliveries/deliver.ts'
import { deliveryStream } from './app/deliveries/needs.ts'
import { connectionList, deliveryList, deliveryTimers } from './app/projections/delivery-list.ts'
import { topics } from './app/resources/table.ts'
import type { FhirRow } from './app/row.ts'
import type { Connection } from './config.ts'
import type { ConnectionEvent, DeliveryEvent } from './domain/delivery.ts'

const service = 'fhir-adapter'
const everyMs = 3_600_000

/** The connections out to hospitals: evidence, planned routes, attempts with proof. Part of the service's composition. */
export function startDeliveries(
  host: Host,
  log: Log,
  access: Access,
  hospitals: readonly Connection[],
  rows: ReadModel<FhirRow>,
): ConsoleHandlers {
  const list = host.project(service, deliveryList, { log })
  const timers = host.project(service, deliveryTimers, { log })
  const connections = host.project(service, connectionList, { log })
  const nowMs = () => Date.parse(host.clock())
  const ehrs = new Map(
    hospitals.map((each) => [
      each.connectionId,
      { ehr: fhirKitEhr(each), organizationId: each.organizationId, mrnSystem: each.mrnSystem },
    ]),
  )
  const feeds = topics.map((topic) => host.bus.feed(topic))
  const delivering = deliver({
    rows,
    connections,
    ehrs,
    deliveries: log.of<DeliveryEvent>(),
    evidence: log.of<ConnectionEvent>(),
    guard: access.guard,
    upToDate: async () => {
      await Promise.all([upToDate(rows, feeds), access.upToDate()])
    },
    clock: host.clock,
    // Planned twice, it is one delivery.
    idFor: derivedId,
    nowMs,
  })
  host.bus.react<PublishedCarePlanEvent>(carePlanTopic, delivering.onMemberJoined)
  host.react(log, delivering.attempt)
  host.schedule(timers, ({ subject: deliveryId }, metadata) =>
    delivering.handle(
      deliveryStream(deliveryId),
      { type: 'TryAgain', data: { deliveryId, at: host.clock() } },
      metadata,
    ),
  )
  // A hospital that is away is asked again with the next hour; nothing waits for it.
  host.every('evidence', everyMs, delivering.readEvidence)
  return consoleHandlers({
    hospitals,
    list,
    connections,
    handle: delivering.handle,
    clock: host.clock,
  })
}

import type { Host } from '@careloom/hosting'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { published } from './adapters/bus/published.ts'
import { workforceService } from './adapters/rpc/workforce-service.ts'
import { workforceCommands } from './app/commands.ts'
import { peerWorkerList } from './app/projections/peer-worker-list.ts'
import { workforceQueries } from './app/queries.ts'
import { assessStanding } from './app/reactions/assess-standing.ts'
import type { CredentialEvent } from './domain/credential-events.ts'
import type { PeerWorkerEvent } from './domain/peer-worker.ts'
import { schema } from './domain/schema.ts'
import type { StandingEvent } from './domain/standing.ts'

const service = 'workforce'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startWorkforce(host: Host): Promise<void> {
  const log = await host.openLog(service, schema)
  const credentials = log.of<CredentialEvent>()
  const peers = host.project(service, peerWorkerList, { log })
  const commands = workforceCommands({
    peerWorkers: log.of<PeerWorkerEvent>(),
    credentials,
    standings: log.of<StandingEvent>(),
  })
  host.serve(
    WorkforceServiceDefinition,
    workforceService({
      commands,
      queries: workforceQueries(peers, credentials),
      peers,
      clock: host.clock,
    }),
  )
  host.publish(log, published)
  host.react(log, assessStanding(commands, credentials, host.clock, host.days))
}

import type { Host } from '@careloom/hosting'
import { assignmentTopic } from '@careloom/proto/assignments'
import { OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { onAssignment } from './adapters/bus/on-assignment.ts'
import { published } from './adapters/bus/published.ts'
import { outcomeService } from './adapters/rpc/outcome-service.ts'
import { outcomeCommands } from './app/commands.ts'
import { measureList } from './app/projections/measure-list.ts'
import { measureTimers } from './app/projections/measure-timers.ts'
import { outcomeQueries } from './app/queries.ts'
import { fireTimer } from './app/timers.ts'
import { settings } from './config.ts'
import type { OutcomeSeriesEvent } from './domain/outcome-series-state.ts'
import { schema } from './domain/schema.ts'

const service = 'outcomes'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startOutcomes(host: Host): Promise<void> {
  const { graceDays } = settings.read(host.env)
  const log = await host.openLog(service, schema)
  const store = log.of<OutcomeSeriesEvent>()
  const measures = host.project(service, measureList, { log })
  const timers = host.project(service, measureTimers, { log })
  const commands = outcomeCommands({ store, graceDays })
  const queries = outcomeQueries(measures, host.clock)
  host.serve(OutcomeServiceDefinition, outcomeService(commands, queries, host.clock))
  host.publish(log, published)
  host.bus.react(assignmentTopic, onAssignment(commands))
  host.schedule(timers, fireTimer(commands, host.clock))
}

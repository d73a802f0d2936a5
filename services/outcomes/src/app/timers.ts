import type { Clock, FireTimer } from '@careloom/event-sourcing'
import type { OutcomeCommands } from './commands.ts'
import type { TimerCommand } from './projections/measure-timers.ts'
import type { OutcomeQueries } from './queries.ts'

const known: readonly TimerCommand[] = ['MarkMeasureDue', 'MarkMeasureOverdue']

/** Sends the command that a timer stands for. */
export function fireTimer(
  commands: OutcomeCommands,
  queries: OutcomeQueries,
  clock: Clock,
): FireTimer {
  return async (timer, metadata) => {
    const type = known.find((each) => each === timer.command)
    if (type === undefined) throw new TypeError(`Unknown timer ${timer.command}`)
    await queries.upToDate()
    const measure = await queries.get(timer.subject)
    if (measure === undefined) return undefined
    const { seriesId, measureId, personId: person, organizationId: organization } = measure
    const data = { seriesId, measureId, at: clock() }
    return commands.handle({ type, data }, { ...metadata, organization, person })
  }
}

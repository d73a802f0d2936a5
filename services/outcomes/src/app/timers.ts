import type { Clock, FireTimer } from '@careloom/event-sourcing'
import type { OutcomeCommands } from './commands.ts'
import type { MeasureTimer, TimerCommand } from './projections/measure-timers.ts'

const known: readonly TimerCommand[] = ['MarkMeasureDue', 'MarkMeasureOverdue']

/** Sends the command that a timer stands for. */
export function fireTimer(commands: OutcomeCommands, clock: Clock): FireTimer<MeasureTimer> {
  return async ({ command, subject: measureId, ...about }, metadata) => {
    const type = known.find((each) => each === command)
    if (type === undefined) throw new TypeError(`Unknown timer ${command}`)
    const { seriesId, personId: person, organizationId: organization } = about
    const data = { seriesId, measureId, at: clock() }
    return commands.handle({ type, data }, { ...metadata, organization, person })
  }
}

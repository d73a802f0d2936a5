import type { Clock, Timer } from '@careloom/event-sourcing'
import type { OutcomeCommands } from './commands.ts'
import type { TimerCommand } from './projections/measure-timers.ts'
import type { OutcomeQueries } from './queries.ts'

const known: readonly TimerCommand[] = ['MarkMeasureDue', 'MarkMeasureOverdue']

/** Sends the command that a timer stands for. */
export function fireTimer(
  commands: OutcomeCommands,
  queries: OutcomeQueries,
  clock: Clock,
): (timer: Timer, causationId: string) => Promise<void> {
  return async (timer, causationId) => {
    const type = known.find((each) => each === timer.command)
    if (type === undefined) throw new TypeError(`Unknown timer ${timer.command}`)
    await queries.upToDate()
    const measure = await queries.get(timer.subject)
    if (measure === undefined) return
    const { seriesId, measureId, personId, organizationId } = measure
    const metadata = {
      actor: 'system:timers',
      organization: organizationId,
      person: personId,
      causationId,
    }
    await commands.handle({ type, data: { seriesId, measureId, at: clock() } }, metadata)
  }
}

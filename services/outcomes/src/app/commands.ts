import { commandHandler, fold, orTryAgain, StreamErased } from '@careloom/event-sourcing'
import type { EventStore, Instant, Metadata, Outcome } from '@careloom/event-sourcing'
import type { AssignmentId } from '../domain/ids.ts'
import type { InstrumentCode } from '../domain/instruments/instrument.ts'
import { outcomeSeriesDecider } from '../domain/outcome-series.ts'
import type { AboutSeries } from '../domain/about-measure.ts'
import type {
  OutcomeSeriesCommand,
  OutcomeSeriesEvent,
  OutcomeSeriesRefusal,
} from '../domain/outcome-series-state.ts'
import { instrumentsFor, measuresAtEnd, plannedMeasures } from '../domain/schedule.ts'
import type { DerivedIds } from './ports.ts'

export type SeriesOutcome = Outcome<OutcomeSeriesEvent, OutcomeSeriesRefusal>

/** Every command names the person in `metadata`, whose key seals what is recorded. */
export type OutcomeCommands = {
  handle(command: OutcomeSeriesCommand, metadata: Metadata): Promise<SeriesOutcome>
  /** Schedules baseline, 30, 90 and 180 days. Twice is once. */
  start(about: Omit<AboutSeries, 'seriesId'>, startedAt: Instant, metadata: Metadata): Promise<void>
  /** Asks nobody for what is still open, and everybody once more for the end. Twice is once. */
  end(assignmentId: AssignmentId, endedAt: Instant, metadata: Metadata): Promise<void>
}

export function outcomeCommands(need: {
  readonly store: EventStore<OutcomeSeriesEvent>
  readonly ids: DerivedIds
  readonly graceDays: number
}): OutcomeCommands {
  const { store, ids, graceDays } = need
  const handleSeries = commandHandler(outcomeSeriesDecider, store)
  const streamOf = (seriesId: string) => `outcome-series-${seriesId}`
  const handle: OutcomeCommands['handle'] = (command, metadata) =>
    handleSeries(streamOf(command.data.seriesId), command, metadata)

  return {
    handle,
    async start(about, startedAt, metadata) {
      const { assignmentId, part2 } = about
      const seriesId = ids.seriesId(assignmentId)
      const idOf = measureIdsOf(assignmentId, ids)
      const measures = plannedMeasures(instrumentsFor(part2), startedAt, idOf, graceDays)
      const data = { ...about, seriesId, measures, scheduledAt: startedAt }
      orTryAgain(await handle({ type: 'ScheduleSeries', data }, metadata))
    },
    async end(assignmentId, endedAt, metadata) {
      const seriesId = ids.seriesId(assignmentId)
      const instruments = await instrumentsOf(store, streamOf(seriesId))
      const measures = measuresAtEnd(
        instruments,
        endedAt,
        measureIdsOf(assignmentId, ids),
        graceDays,
      )
      orTryAgain(
        await handle({ type: 'EndSeries', data: { seriesId, measures, endedAt } }, metadata),
      )
    },
  }
}

const measureIdsOf =
  (assignmentId: AssignmentId, ids: DerivedIds) =>
  (...[instrument, occasion]: Tail<Parameters<DerivedIds['measureId']>>) =>
    ids.measureId(assignmentId, instrument, occasion)
type Tail<T> = T extends [unknown, ...infer Rest] ? Rest : never

/** What a series has asked so far is what it asks at the end; nothing once the person is erased. */
async function instrumentsOf(
  store: EventStore<OutcomeSeriesEvent>,
  stream: string,
): Promise<readonly InstrumentCode[]> {
  try {
    const history: readonly OutcomeSeriesEvent[] = await store.read(stream)
    const series = fold(outcomeSeriesDecider, history)
    if (series.status === 'none') return []
    return [...new Set([...series.measures.values()].map(({ instrument }) => instrument))]
  } catch (error) {
    if (error instanceof StreamErased) return []
    throw error
  }
}

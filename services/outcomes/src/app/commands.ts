import { commandHandler, fold, orTryAgain, readUnlessErased } from '@careloom/event-sourcing'
import { derivedId } from '@careloom/event-sourcing/digest'
import type { EventStore, Instant, Metadata, Outcome } from '@careloom/event-sourcing'
import { parseMeasureId, parseSeriesId, type AssignmentId } from '../domain/ids.ts'
import type { InstrumentCode } from '../domain/instruments/instrument.ts'
import { outcomeSeriesDecider } from '../domain/outcome-series.ts'
import type { AboutSeries } from '../domain/about-measure.ts'
import type {
  OutcomeSeriesCommand,
  OutcomeSeriesEvent,
  OutcomeSeriesRefusal,
} from '../domain/outcome-series-state.ts'
import {
  instrumentsFor,
  measuresAtEnd,
  plannedMeasures,
  type Occasion,
} from '../domain/schedule.ts'

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
  readonly graceDays: number
}): OutcomeCommands {
  const { store, graceDays } = need
  const handleSeries = commandHandler(outcomeSeriesDecider, store)
  const streamOf = (seriesId: string) => `outcome-series-${seriesId}`
  const handle: OutcomeCommands['handle'] = (command, metadata) =>
    handleSeries(streamOf(command.data.seriesId), command, metadata)

  return {
    handle,
    async start(about, startedAt, metadata) {
      const { assignmentId, part2 } = about
      const seriesId = seriesIdOf(assignmentId)
      const idOf = measureIdsOf(assignmentId)
      const measures = plannedMeasures(instrumentsFor(part2), startedAt, idOf, graceDays)
      const data = { ...about, seriesId, measures, scheduledAt: startedAt }
      orTryAgain(await handle({ type: 'ScheduleSeries', data }, metadata))
    },
    async end(assignmentId, endedAt, metadata) {
      const seriesId = seriesIdOf(assignmentId)
      const instruments = await instrumentsOf(store, streamOf(seriesId))
      const measures = measuresAtEnd(instruments, endedAt, measureIdsOf(assignmentId), graceDays)
      orTryAgain(
        await handle({ type: 'EndSeries', data: { seriesId, measures, endedAt } }, metadata),
      )
    },
  }
}

/** An assignment that is told of twice has one series, with each measure once. */
const seriesIdOf = (assignmentId: AssignmentId) =>
  parseSeriesId(derivedId('outcome-series', assignmentId))
const measureIdsOf =
  (assignmentId: AssignmentId) => (instrument: InstrumentCode, occasion: Occasion) =>
    parseMeasureId(derivedId('measure', `${assignmentId} ${instrument} ${occasion}`))

/** What a series has asked so far is what it asks at the end; nothing once the person is erased. */
async function instrumentsOf(
  store: EventStore<OutcomeSeriesEvent>,
  stream: string,
): Promise<readonly InstrumentCode[]> {
  const history: readonly OutcomeSeriesEvent[] = (await readUnlessErased(store, stream)) ?? []
  const series = fold(outcomeSeriesDecider, history)
  if (series.status === 'none') return []
  return [...new Set([...series.measures.values()].map(({ instrument }) => instrument))]
}

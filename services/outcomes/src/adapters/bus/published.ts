import type { Told } from '@careloom/event-sourcing'
import type { PublishedMeasureEvent } from '@careloom/proto/outcomes'
import type { OutcomeSeriesEvent } from '../../domain/outcome-series.ts'

/** Private event in, contract out. */
export function published(event: Told<OutcomeSeriesEvent>): PublishedMeasureEvent | undefined {
  switch (event.type) {
    case 'MeasureScheduled': {
      const { measureId, seriesId, personId, assignmentId, referralId } = event.data
      const { instrument, occasion, dueAt } = event.data
      return {
        type: event.type,
        data: {
          measureId,
          seriesId,
          personId,
          assignmentId,
          referralId,
          instrument,
          occasion,
          dueAt,
        },
      }
    }
    case 'MeasureAnswered': {
      const { measureId, seriesId, personId, organizationId, part2, instrument, occasion } =
        event.data
      const answers = event.data.answers.map(({ linkId, value }) => ({
        linkId,
        value: value ?? undefined,
      }))
      const { total, answeredAt } = event.data
      const about = { measureId, seriesId, personId, organizationId, part2, instrument, occasion }
      return {
        type: event.type,
        data: { ...about, answers, score: total ?? undefined, answeredAt },
      }
    }
    case 'MeasureOverdue':
    case 'MeasureDeclined': {
      const { measureId, personId } = event.data
      return { type: event.type, data: { measureId, personId } }
    }
    default:
      return undefined
  }
}

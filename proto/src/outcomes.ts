import {
  MeasureAnswered,
  MeasureDeclined,
  MeasureOverdue,
  MeasureScheduled,
} from '../gen/careloom/outcomes/v1/events.ts'
import type { PublishedEvents } from './published.ts'

export const measureTopic = 'careloom.outcomes.measure.v1'
export const measureCodecs = { MeasureAnswered, MeasureDeclined, MeasureOverdue, MeasureScheduled }
export type PublishedMeasureEvent = PublishedEvents<typeof measureCodecs>

export * from '../gen/careloom/outcomes/v1/service.ts'

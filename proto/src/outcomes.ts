import type { Topic } from '@careloom/event-sourcing'
import type * as measureEvents from '../gen/careloom/outcomes/v1/measure_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/outcomes/v1/service.ts'

export type PublishedMeasureEvent = PublishedEvents<typeof measureEvents>
export const measureTopic: Topic<PublishedMeasureEvent> = 'careloom.outcomes.measure.v1'

import type { Figure, Measure } from './metric.ts'
import { assigning, proposing } from './metrics/matching.ts'
import { appendOne, appendMany, importing } from './metrics/appending.ts'
import { command, flat, load, rebuild } from './metrics/reading.ts'
import type { Metric } from './metric.ts'

export const metrics: readonly Metric[] = [appendOne, appendMany('append-many', 'P2'), appendMany('slow-disk', 'P3'), importing, load, rebuild, command, assigning, proposing, flat]
export type { Figure, Measure }

import { httpMetrics } from './http/index.ts'
import type { Metric } from './metric.ts'
import { appendMany, appendOne, importing } from './metrics/appending.ts'
import { assigning, proposing } from './metrics/matching.ts'
import { command, flat, load, rebuild } from './metrics/reading.ts'
import { relaying } from './metrics/relaying.ts'
import { sharing } from './metrics/sharing.ts'

/** Every figure of the store, of the matching and of the doors, in the order of the page. */
export const metrics: readonly Metric[] = [
  appendOne,
  appendMany('append-many', 'P2'),
  appendMany('slow-disk', 'P3'),
  importing,
  load,
  rebuild,
  command,
  assigning,
  proposing,
  flat,
  relaying,
  sharing(32),
  sharing(128),
  ...httpMetrics,
]

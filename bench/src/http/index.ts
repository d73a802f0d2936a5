import type { Metric } from '../metric.ts'
import { authenticated } from './authentication.ts'
import { mapped } from './mapping.ts'
import { careTeamReached } from './referrals.ts'
import { auditedGet, durablePost } from './requests.ts'
import { coldStart, memoryAtRest, memoryAtWork } from './starting.ts'

/** Every figure of the doors, in the order of the quality goals. */
export const httpMetrics: readonly Metric[] = [
  durablePost,
  auditedGet,
  authenticated,
  coldStart,
  memoryAtRest,
  memoryAtWork,
  mapped,
  careTeamReached,
]

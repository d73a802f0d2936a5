import type { Metric } from '../metric.ts'
import { authenticated, authenticatedLive } from './authentication.ts'
import { mapped } from './mapping.ts'
import { careTeamReached, careTeamsReached } from './referrals.ts'
import { split } from './split.ts'
import { auditedGet, durablePost, indexedSearch } from './requests.ts'
import { onPhone } from './phone.ts'
import { rebuildAll } from './rebuilding.ts'
import { coldStart, memoryAtRest, memoryAtWork } from './starting.ts'

/** Every figure of the doors, in the order of the quality goals. */
export const httpMetrics: readonly Metric[] = [
  rebuildAll,
  durablePost,
  auditedGet,
  indexedSearch,
  split,
  authenticated,
  authenticatedLive,
  coldStart,
  memoryAtRest,
  memoryAtWork,
  mapped,
  careTeamReached,
  careTeamsReached,
  onPhone,
]

import { runService } from '@careloom/cluster'
import { settings } from './config.ts'
import { startCarePlans } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({
  name: 'care-plans',
  settings: [settings],
  start: ({ as }) => startCarePlans(as('care-plans')),
})

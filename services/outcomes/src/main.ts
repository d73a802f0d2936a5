import { runService } from '@careloom/cluster'
import { settings } from './config.ts'
import { startOutcomes } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({
  name: 'outcomes',
  settings: [settings],
  start: ({ as }) => startOutcomes(as('outcomes')),
})

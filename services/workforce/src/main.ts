import { runService } from '@careloom/cluster'
import { startWorkforce } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({
  name: 'workforce',
  settings: [],
  start: ({ as }) => startWorkforce(as('workforce')),
})

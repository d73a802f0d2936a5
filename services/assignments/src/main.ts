import { runService } from '@careloom/cluster'
import { settings } from './config.ts'
import { startAssignments } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({
  name: 'assignments',
  settings: [settings],
  start: ({ as }) => startAssignments(as('assignments')),
})

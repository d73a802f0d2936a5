import { runService } from '@careloom/cluster'
import { startPeople } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({ name: 'people', settings: [], start: ({ as }) => startPeople(as('people')) })

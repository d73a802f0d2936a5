// Run by the spec of what a process does when it is told to end: a service that has nothing to do.
import { runService } from './run-service.ts'

await runService({ name: 'workforce', settings: [], start: async () => undefined })

import { runService } from '@careloom/cluster'
import { settings } from './config.ts'
import { startReferrals } from './start.ts'

// The service as a process of its own. `--help` says what can be set.
await runService({
  name: 'referrals',
  settings: [settings],
  start: ({ as }) => startReferrals(as('referrals')),
})

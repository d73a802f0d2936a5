import { startProduct } from '@careloom/e2e'
import { forkHospital } from '@careloom/sandbox'
import { browserJourney } from './browser-journey.contract.ts'

browserJourney('in one process', () => startProduct({ openHospital: forkHospital }), {
  patienceMs: 30_000,
  ownLogin: true,
})

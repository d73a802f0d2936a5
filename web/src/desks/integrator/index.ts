import { addWords } from '../../app/i18n.ts'
import * as words from './words.ts'

addWords('integrator', words)

export { IntegratorConsole } from './console.tsx'
export { IntegratorDeliveries } from './deliveries.tsx'
export { IntegratorHealth } from './health.tsx'
export { IntegratorQuarantine } from './quarantine.tsx'

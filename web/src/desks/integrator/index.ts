import './desk.css'
import { addWords } from '../../app/i18n.ts'
import * as words from './words/desk.ts'

addWords('integrator', words)

export { IntegratorConsole } from './screens/console.tsx'
export { IntegratorDeliveries } from './screens/deliveries.tsx'
export { IntegratorHealth } from './screens/health.tsx'
export { IntegratorQuarantine } from './screens/quarantine.tsx'

import { runService } from '@careloom/cluster'
import { startAccess } from '@careloom/service-access'
import { settings } from './config.ts'
import { startFhirAdapter } from './start.ts'

// The service as a process of its own, with who may see what decided beside it. `--help` says what can be set.
await runService({
  name: 'fhir-adapter',
  settings: [settings],
  async start({ as, onError }) {
    const access = await startAccess(as('access'))
    await startFhirAdapter(as('fhir-adapter'), access, (error) => onError('fhir', error))
    return { door: access.door }
  },
})

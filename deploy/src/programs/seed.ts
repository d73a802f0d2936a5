import { settings } from '@careloom/cluster/config'
import { waysIn } from '@careloom/cluster/ways'
import { environment } from '@careloom/config'
import { patiently } from '../patient.ts'
import { seedOver } from '../seed-over.ts'

// Brings in the people whom the sandbox starts with. Once or often, the outcome is the same.
const config = settings.read(environment)
const { to } = waysIn(config, (error) => {
  throw error
})
await patiently(() => seedOver({ callerKeysDir: config.callerKeysDir, to }))
process.stdout.write('The people of the sandbox are there.\n')

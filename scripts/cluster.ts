import { parseArgs } from 'node:util'
import { cluster } from './cluster/commands.ts'

// npm run cluster -- up | status | logs [NAME] | down [--forget]: a whole house in containers, as `deploy/compose.yaml` says. `up`
// builds the image and comes back when everything is ready; `down` keeps what is stored, unless it is told to forget it.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { forget: { type: 'boolean', default: false } },
})
const [command = '', name] = positionals
process.exitCode = await cluster(command, { name, forget: values.forget })

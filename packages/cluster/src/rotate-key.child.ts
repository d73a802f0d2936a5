import { rotateKeyOfHouse } from './rotate-key.ts'

// For the spec of exchanges: exchanges the key of a house, and dies at a step.
const [env = '{}', at = ''] = process.argv.slice(2)
await rotateKeyOfHouse(
  JSON.parse(env) as Record<string, string>,
  () => undefined,
  (step) => void (step === at && process.kill(process.pid, 'SIGKILL')),
)

import { firstSchema, type AnyEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from './embedded/embedded-host.ts'
import { rotateKey } from './rotate-key.ts'

// For the spec of rotations: works on a data folder until it is killed, or rotates its key and dies at a step.
const [dataDir = '', what = '', from = '0'] = process.argv.slice(2)
if (what === 'serve') {
  const host = new EmbeddedHost({ dataDir })
  const store = (await host.openLog('notes', firstSchema)).of<AnyEvent>()
  process.stdout.write('serving\n')
  for (let i = Number(from); ; i++) {
    const event = { type: 'Noted', data: { text: `${i}` } }
    await store.append(`note-${i}`, 0, [event], { actor: 'a', causationId: 'c', person: `p-${i}` })
    process.stdout.write(`${i}\n`)
  }
} else
  await rotateKey({
    dataDir,
    secretsDir: `${dataDir}.secrets`,
    take: () => () => undefined,
    say: () => undefined,
    onStep: (step) => void (step === what && process.kill(process.pid, 'SIGKILL')),
  })

import { createServer } from 'node:http'
import { runService } from '@careloom/cluster'
import { draining, listen, untilReady } from '@careloom/hosting/http'
import { startAccess } from '@careloom/service-access'
import { smartConfiguration } from '@careloom/service-fhir-adapter'
import { door as doorSettings, settings } from './config.ts'
import { createGateway } from './gateway.ts'

// The public door as a process of its own, with who may see what decided beside it. `--help` says what can be set.
await runService({
  name: 'gateway',
  settings: [settings, doorSettings],
  async start({ as, env, operations, tracing, onError }) {
    const server = createServer()
    const drain = draining(server)
    const open = untilReady(server)
    const { port, host } = doorSettings.read(env)
    await listen(server, port, host)
    const access = await startAccess(as('access'))
    const gateway = createGateway({
      host: as('gateway'),
      access,
      operations,
      smartConfiguration: smartConfiguration(settings.read(env).realm.issuer),
      tracing,
      onError: (error) => onError('gateway', error),
    })
    return {
      door: access.door,
      open: () => open(gateway.app),
      async close() {
        gateway.close()
        await drain()
      },
    }
  },
})

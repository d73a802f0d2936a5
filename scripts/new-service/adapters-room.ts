import type { Names } from './names.ts'

/** Wire in, wire out. */
export function adaptersRoom(names: Names): Readonly<Record<string, string>> {
  const { service, one } = names
  return {
    'src/adapters/bus/published.ts': published(names),
    [`src/adapters/rpc/${one}-service.ts`]: rpcService(names),
    'src/start.ts': start(names),
    'src/main.ts': main(names),
    [`test/${service}.int.spec.ts`]: serviceSpec(names),
  }
}

function published({ service, one, One, camel }: Names): string {
  return `import { pick, publishes } from '@careloom/event-sourcing'
import { ${camel}Topic, type Published${One}Event } from '@careloom/proto/${service}'
import type { ${One}Event } from '../../domain/${one}.ts'

export const published = publishes<${One}Event, Published${One}Event>(${camel}Topic, {
  ${One}Registered: pick('${camel}Id', 'name', 'registeredAt'),
})
`
}

function rpcService({ service, one, One, camel }: Names): string {
  return `import { parseText, type Clock } from '@careloom/event-sourcing'
import type { ${One}ServiceDefinition } from '@careloom/proto/${service}'
import { commandMethods, found, recorded, type Handlers } from '@careloom/rpc'
import type { ${One}Commands } from '../../app/commands.ts'
import type { ${One}Queries } from '../../app/queries.ts'
import { parse${One}Id, type ${One}Command } from '../../domain/${one}.ts'

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in the decider. */
export function ${camel}Service(
  commands: ${One}Commands,
  queries: ${One}Queries,
  clock: Clock,
): Handlers<${One}ServiceDefinition> {
  const command = commandMethods<${One}Command>(async (each, { metadata, ifRevision }) => {
    const at = recorded(await commands(each, metadata, ifRevision))
    await queries.reached(at.position)
    return at
  }, clock)
  return {
    register${One}: command('Register${One}', (request, registeredAt) => ({
      ${camel}Id: parse${One}Id(request.${camel}Id),
      name: parseText('name', request.name, 120),
      registeredAt,
    })),
    async get${One}({ ${camel}Id, afterPosition }) {
      await queries.reached(afterPosition)
      return found(await queries.get(parse${One}Id(${camel}Id)), '${one}-not-registered')
    },
  }
}
`
}

function start({ service, Service, one, One, camel }: Names): string {
  return `import { firstSchema } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { ${One}ServiceDefinition } from '@careloom/proto/${service}'
import { published } from './adapters/bus/published.ts'
import { ${camel}Service } from './adapters/rpc/${one}-service.ts'
import { ${camel}Commands } from './app/commands.ts'
import { ${camel}List } from './app/projections/${one}-list.ts'
import { ${camel}Queries } from './app/queries.ts'
import type { ${One}Event } from './domain/${one}.ts'

const service = '${service}'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function start${Service}(host: Host): Promise<void> {
  const log = await host.openLog(service, firstSchema)
  const commands = ${camel}Commands(log.of<${One}Event>())
  const queries = ${camel}Queries(host.project(service, ${camel}List, { log }))
  host.serve(${One}ServiceDefinition, ${camel}Service(commands, queries, host.clock))
  host.publish(log, published)
}
`
}

function main({ service, Service }: Names): string {
  return `import { runService } from '@careloom/cluster'
import { start${Service} } from './start.ts'

// The service as a process of its own. \`--help\` says what can be set.
await runService({
  name: '${service}',
  settings: [],
  start: ({ as }) => start${Service}(as('${service}')),
})
`
}

function serviceSpec({ service, Service, One, camel }: Names): string {
  return `import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { ${camel}Topic, ${One}ServiceDefinition } from '@careloom/proto/${service}'
import { scratchFolder, uuid } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { start${Service} } from '../src/start.ts'

describe('the service', () => {
  it(
    'shows what was registered, and tells others',
    withContext(async (context) => {
      const host = new EmbeddedHost({ dataDir: scratchFolder(context) })
      context.after(() => host.close())
      await start${Service}(host)
      const service = host.client(${One}ServiceDefinition)
      const call = { metadata: { actor: 'somebody', causationId: 'c1' } }
      const ${camel}Id = uuid(1)
      const { position } = await service.register${One}({ ${camel}Id, name: 'First' }, call)
      const row = await service.get${One}({ ${camel}Id, afterPosition: position }, call)
      assert.equal(row.name, 'First')
      const { events } = await host.bus.feed(${camel}Topic).readAll(0, 10)
      assert.deepEqual(
        events.map(({ type }) => type),
        ['${One}Registered'],
      )
    }),
  )
})
`
}

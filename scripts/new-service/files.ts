const pascal = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
const singular = (name: string): string =>
  name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.replace(/s$/, '')

/** The files of a new service, by path from the root. */
export function files(service: string): Readonly<Record<string, string>> {
  const one = singular(service)
  const Name = pascal(one)
  const camel = Name.charAt(0).toLowerCase() + Name.slice(1)
  const pkg = service.replaceAll('-', '')
  const at = `services/${service}`
  return {
    [`${at}/package.json`]: `${JSON.stringify({ name: `@careloom/service-${service}`, private: true, version: '0.1.0', type: 'module', exports: { '.': './src/main.ts' }, dependencies: { '@careloom/event-sourcing': 'workspace:*', '@careloom/hosting': 'workspace:*' }, devDependencies: { '@careloom/testing': 'workspace:*', '@jest/globals': 'catalog:' } }, null, 2)}\n`,
    [`${at}/README.md`]: `# ${service}\n\n**Owns** the ${one}.\n\n**Refuses** \`${one}-already-registered\`.\n\n**Streams** \`${one}-<id>\`.\n\n**Publishes** nothing yet. **Consumes** nothing yet. **Calls** nobody.\n\n**Configuration** none.\n`,
    [`${at}/src/domain/${one}.ts`]: `import { accept, idParser, refuse, type Brand, type Command, type Decider, type Event, type Instant } from '@careloom/event-sourcing'

export type ${Name}Id = Brand<string, '${Name}Id'>
export const parse${Name}Id = idParser('${Name}Id')

type Registration = { readonly ${camel}Id: ${Name}Id; readonly registeredAt: Instant }

export type ${Name}Command = Command<'Register${Name}', Registration>
export type ${Name}Event =
  /** It became known. */
  Event<'${Name}Registered', Registration>
export type ${Name}Refusal = '${one}-already-registered'
export type ${Name} = { readonly status: 'none' | 'registered' }

export const ${camel}Decider: Decider<${Name}, ${Name}Command, ${Name}Event, ${Name}Refusal> = {
  initialState: { status: 'none' },
  decide: ({ data }, { status }) =>
    status === 'none' ? accept({ type: '${Name}Registered', data }) : refuse('conflict', '${one}-already-registered'),
  evolve: () => ({ status: 'registered' }),
}
`,
    [`${at}/src/domain/${one}.spec.ts`]: `import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import { ${camel}Decider, parse${Name}Id, type ${Name}Event } from './${one}.ts'

const given = specFor(${camel}Decider)
const data = { ${camel}Id: parse${Name}Id('00000000-0000-7000-8000-000000000001'), registeredAt: instantOf(0) }
const registered: ${Name}Event = { type: '${Name}Registered', data }

describe('Register${Name}', () => {
  it('is recorded once', () => given().when({ type: 'Register${Name}', data }).thenRecords(registered))
  it('is refused twice', () => given(registered).when({ type: 'Register${Name}', data }).thenRefuses('${one}-already-registered'))
})
`,
    [`${at}/src/app/commands.ts`]: `import { commandHandler, type EventStore, type Metadata, type Outcome } from '@careloom/event-sourcing'
import { ${camel}Decider, type ${Name}Command, type ${Name}Event, type ${Name}Refusal } from '../domain/${one}.ts'

export type ${Name}Commands = (command: ${Name}Command, metadata: Metadata) => Promise<Outcome<${Name}Event, ${Name}Refusal>>

export function ${camel}Commands(store: EventStore<${Name}Event>): ${Name}Commands {
  const handle = commandHandler(${camel}Decider, store)
  return (command, metadata) => handle(\`${one}-\${command.data.${camel}Id}\`, command, metadata)
}
`,
    [`${at}/src/main.ts`]: `import { firstSchema } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { ${camel}Commands, type ${Name}Commands } from './app/commands.ts'
import type { ${Name}Event } from './domain/${one}.ts'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function start${pascal(service)}(host: Host): Promise<${Name}Commands> {
  const log = await host.openLog('${service}', firstSchema)
  return ${camel}Commands(log.of<${Name}Event>())
}
`,
    [`proto/careloom/${pkg}/v1/events.proto`]: `syntax = "proto3";

package careloom.${pkg}.v1;

// Topic careloom.${service}.${one}.v1. Key: the stream. The CloudEvents type is the name of the message.

message ${Name}Registered {
  string ${one.replaceAll('-', '_')}_id = 1;
}
`,
  }
}

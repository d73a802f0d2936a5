import { adaptersRoom } from './adapters-room.ts'
import { appRoom } from './app-room.ts'
import { domainRoom } from './domain-room.ts'
import { namesOf, type Names } from './names.ts'
import { protoRoom } from './proto-room.ts'

/** The files of a new service, by path from the root. */
export function files(service: string): Readonly<Record<string, string>> {
  const names = namesOf(service)
  const rooms = { ...front(names), ...domainRoom(names), ...appRoom(names), ...adaptersRoom(names) }
  const inside = Object.entries(rooms).map(([file, text]) => [`services/${service}/${file}`, text])
  return { ...Object.fromEntries(inside), ...protoRoom(names) }
}

function front({ service, pkg, one, snake, words }: Names): Readonly<Record<string, string>> {
  const manifest = {
    name: `@careloom/service-${service}`,
    private: true,
    version: '0.1.0',
    type: 'module',
    exports: { '.': './src/start.ts' },
    dependencies: {
      '@careloom/cluster': 'workspace:*',
      '@careloom/event-sourcing': 'workspace:*',
      '@careloom/hosting': 'workspace:*',
      '@careloom/proto': 'workspace:*',
      '@careloom/rpc': 'workspace:*',
      '@careloom/terminology': 'workspace:*',
    },
    devDependencies: { '@careloom/testing': 'workspace:*', '@jest/globals': 'catalog:' },
  }
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'README.md': `# ${service}

What it is for, in a sentence.

**Owns** the ${words}.

**Refuses** (reasons are part of the API) \`${one}-already-registered\`, \`${one}-not-registered\`.

**Streams** \`${one}-<id>\`.

**Publishes** \`careloom.${service}.${one}.v1\` ([messages](../../proto/careloom/${pkg}/v1/${snake}_events.proto)).

**Consumes** nothing. **Calls** nobody.

**Configuration** none.
`,
    'src/readme.spec.ts': `import { readmeSpec } from '@careloom/testing'
import { published } from './adapters/bus/published.ts'

readmeSpec(import.meta.dirname, [published])
`,
  }
}

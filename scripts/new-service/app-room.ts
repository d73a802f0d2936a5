import type { Names } from './names.ts'

/** What is sent to the decider, and what can be asked. */
export function appRoom(names: Names): Readonly<Record<string, string>> {
  const { one } = names
  return {
    'src/app/commands.ts': commands(names),
    'src/app/queries.ts': queries(names),
    [`src/app/projections/${one}-list.ts`]: list(names),
    [`src/app/projections/${one}-list.spec.ts`]: listSpec(names),
  }
}

function commands({ one, One, camel }: Names): string {
  return `import {
  commandHandler,
  type EventStore,
  type Metadata,
  type Outcome,
} from '@careloom/event-sourcing'
import {
  ${camel}Decider,
  type ${One}Command,
  type ${One}Event,
  type ${One}Refusal,
} from '../domain/${one}.ts'

export type ${One}Commands = (
  command: ${One}Command,
  metadata: Metadata,
  ifRevision?: number,
) => Promise<Outcome<${One}Event, ${One}Refusal>>

export function ${camel}Commands(store: EventStore<${One}Event>): ${One}Commands {
  const handle = commandHandler(${camel}Decider, store)
  return (command, metadata, ifRevision) =>
    handle(\`${one}-\${command.data.${camel}Id}\`, command, metadata, ifRevision)
}
`
}

function queries({ one, One, camel }: Names): string {
  return `import type { ReadModel } from '@careloom/event-sourcing'
import type { ${One}Row } from './projections/${one}-list.ts'

export type ${One}Queries = {
  /** Waits for what was recorded at a position of the own log. @throws NotCaughtUp */
  reached(position: number): Promise<void>
  get(${camel}Id: string): Promise<${One}Row | undefined>
}

export function ${camel}Queries(rows: ReadModel<${One}Row>): ${One}Queries {
  return {
    async reached(position) {
      if (position > 0) await rows.reached(position)
    },
    get: (${camel}Id) => rows.get(${camel}Id),
  }
}
`
}

function list({ one, One, camel, words }: Names): string {
  return `import { projection } from '@careloom/event-sourcing'
import type { ${One}Event } from '../../domain/${one}.ts'

/** A ${words} as it stands. */
export type ${One}Row = {
  readonly ${camel}Id: string
  readonly name: string
  readonly revision: number
}

export const ${camel}List = projection<${One}Event, ${One}Row>({
  name: '${one}-list',
  version: 1,
  key: ({ ${camel}Id }) => ${camel}Id,
  // A row that is about a person says so here, and goes with their key.
  person: 'nobody',
  on: {
    ${One}Registered: (_row, { ${camel}Id, name }, { revision }) => ({
      ${camel}Id,
      name,
      revision,
    }),
  },
})
`
}

function listSpec({ one, One, camel, words }: Names): string {
  return `import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import { projectionSpec, uuid } from '@careloom/testing'
import { parse${One}Id, type ${One}Event } from '../../domain/${one}.ts'
import { ${camel}List } from './${one}-list.ts'

const ${camel}Id = parse${One}Id(uuid(1))
const registered: ${One}Event = {
  type: '${One}Registered',
  data: { ${camel}Id, name: 'First', registeredAt: instantOf(0) },
}

describe('the list', () => {
  const given = projectionSpec(import.meta.filename, ${camel}List, {
    version: 1,
    hash: 'HASH',
  })

  it('shows a ${words} from its registration on', () =>
    given(registered).thenRow(${camel}Id, { ${camel}Id, name: 'First', revision: 1 }))
})
`
}

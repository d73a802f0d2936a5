import type { Names } from './names.ts'

/** What is decided, and nothing else. */
export function domainRoom({ one, One, camel }: Names): Readonly<Record<string, string>> {
  return {
    [`src/domain/${one}.ts`]: `import {
  accept,
  idParser,
  refuse,
  type Brand,
  type Command,
  type Decider,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'

export type ${One}Id = Brand<string, '${One}Id'>
export const parse${One}Id = idParser('${One}Id')

type Registration = {
  readonly ${camel}Id: ${One}Id
  readonly name: string
  readonly registeredAt: Instant
}

export type ${One}Command = Command<'Register${One}', Registration>
export type ${One}Event =
  /** It became known. */
  Event<'${One}Registered', Registration>
export type ${One}Refusal = RefusalOf<'${camel}'>
type ${One} = { readonly status: 'none' | 'registered' }

export const ${camel}Decider: Decider<${One}, ${One}Command, ${One}Event, ${One}Refusal> = {
  initialState: { status: 'none' },
  decide: ({ data }, { status }) =>
    status === 'none'
      ? accept({ type: '${One}Registered', data })
      : refuse('conflict', '${one}-already-registered'),
  evolve: () => ({ status: 'registered' }),
}
`,
    [`src/domain/${one}.spec.ts`]: `import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import { uuid } from '@careloom/testing'
import { specFor } from '@careloom/testing/decider-spec'
import { ${camel}Decider, parse${One}Id, type ${One}Event } from './${one}.ts'

const given = specFor(${camel}Decider)
const data = { ${camel}Id: parse${One}Id(uuid(1)), name: 'First', registeredAt: instantOf(0) }
const registered: ${One}Event = { type: '${One}Registered', data }

describe('Register${One}', () => {
  it('is recorded once', () =>
    given().when({ type: 'Register${One}', data }).thenRecords(registered))
  it('is refused twice', () =>
    given(registered)
      .when({ type: 'Register${One}', data })
      .thenRefuses('${one}-already-registered'))
})
`,
  }
}

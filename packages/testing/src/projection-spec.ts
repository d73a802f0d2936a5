import assert from 'node:assert/strict'
import { it } from '@jest/globals'
import {
  changesBy,
  parseInstant,
  type AnyEvent,
  type Projection,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { hashOfCode } from './hash-of-code.ts'

/** An event, with as much of its envelope as the projection looks at. */
export type Given<E extends AnyEvent> = E extends AnyEvent
  ? E & Partial<Omit<ReceivedEvent<E>, 'type' | 'data'>>
  : never

/** What may be expected of the rows. Not `then`: an object with a `then` method is taken for a promise. */
export type Rows<Row> = {
  /** Exactly this row; `undefined`: none under this key. */
  thenRow(key: string, row: Row | undefined): void
  /** Exactly these rows, by key. */
  thenRows(rows: Readonly<Record<string, Row>>): void
  /** The row as it stands, for expectations of one of its parts. @throws AssertionError when there is none */
  row(key: string): Row
  /** The keys of rows with this value in this index, in order. */
  keysWith(index: string, value: string): readonly string[]
  /** The person with whose key the row goes. */
  personOf(key: string): string | undefined
}

const time = parseInstant('time', '2026-03-02T09:00:00.000Z')

/** Given-then for a projection: `given(...events).thenRow(key, row)`. Events that are not told otherwise are one stream. */
export function rowsOf<E extends AnyEvent, Row>(
  projection: Projection<E, Row>,
): (...events: readonly Given<E>[]) => Rows<Row> {
  return (...events) => {
    const rows = new Map<string, Row>()
    const keysWith = (index: string, value: string) =>
      [...rows].flatMap(([key, row]) =>
        projection.indexes?.[index]?.(row, key).includes(value) === true ? [key] : [],
      )
    const known = { get: (key: string) => rows.get(key), lookup: keysWith }
    for (const [n, event] of events.entries())
      for (const [key, row] of changesBy(projection, toldAs(event, n + 1), known))
        if (row === null) rows.delete(key)
        else rows.set(key, stored(row))
    const row = (key: string) => rows.get(key) ?? assert.fail(`no row under ${key}`)
    return {
      thenRow: (key, expected) => assert.deepEqual(rows.get(key), expected && stored(expected)),
      thenRows: (expected) => assert.deepEqual(Object.fromEntries(rows), stored(expected)),
      row,
      keysWith,
      personOf: (key) =>
        typeof projection.person === 'function' ? projection.person(row(key)) : undefined,
    }
  }
}

/** As a file of rows holds it: what is absent and what is undefined are one there. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function toldAs<E extends AnyEvent>(event: Given<E>, n: number): ReceivedEvent<E> {
  const causationId = `cause-${n}`
  const envelope = {
    position: n,
    stream: 'stream-1',
    revision: n,
    id: `event-${n}`,
    time,
    person: undefined,
    erased: false,
    causationId,
    meta: { actor: 'actor-1', causationId },
  }
  return { ...envelope, ...event } as ReceivedEvent<E>
}

/**
 * A projection's spec: `given`, and a test that asks for a new version when the definition changes: rows of an earlier
 * definition must never be served as if they were of this one. The definition is the code of the module beside the spec
 * and of every module of the service that it runs.
 * @param specFile `import.meta.filename` of `<projection>.spec.ts`
 */
export function projectionSpec<E extends AnyEvent, Row>(
  specFile: string,
  projection: Projection<E, Row>,
  recorded: {
    readonly version: number
    readonly hash: string
    /** Files of modules that are run beside it and make no rows. */
    readonly except?: RegExp
  },
): (...events: readonly Given<E>[]) => Rows<Row> {
  it('has a new version when its definition has changed', () => {
    const { name, version } = projection
    const hash = hashOfCode(specFile.replace(/(?:\.int)?\.spec\.ts$/u, '.ts'), recorded.except)
    if (hash === recorded.hash && version === recorded.version) return
    const next = hash === recorded.hash ? version : Math.max(recorded.version + 1, version)
    assert.fail(
      `${name} is not what it was at version ${recorded.version}: it needs version ${next}, and its spec ` +
        `{ version: ${next}, hash: '${hash}' }. npm run raise-versions writes both.`,
    )
  })
  return rowsOf(projection)
}

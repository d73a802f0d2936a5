import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { DeclaringHost, type Declared } from '@careloom/e2e'
import { livedThrough } from '@careloom/e2e/stories'
import { changesBy, handledBy, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import fc from 'fast-check'

type Told = ReceivedEvent<AnyEvent>
type Lived = Awaited<ReturnType<typeof livedThrough>>

const danaId = '0190a000-0000-7000-8000-000000000401'
let lived: Lived
let host: DeclaringHost

beforeAll(async () => {
  lived = await livedThrough({ openHost: (options) => (host = new DeclaringHost(options)) })
  await takenBack()
  await host.settled()
})
afterAll(() => lived.product.close())

/** What is said on the walk is taken back: what was granted, who was told, and who they meet. */
async function takenBack(): Promise<void> {
  const call = () => ({ metadata: { actor: 'system:test', causationId: randomUUID() } })
  const people = host.client(PeopleServiceDefinition)
  const assignments = host.client(AssignmentServiceDefinition)
  const personId = danaId
  const { consents } = await people.listConsents({ personId, afterPosition: 0 }, call())
  const [first, second] = consents
  assert.ok(first !== undefined && second !== undefined)
  const narrower = { categories: first.categories.slice(1) }
  const { consentId, receivingOrganizationIds } = first
  await people.narrowConsent({ personId, consentId, receivingOrganizationIds, ...narrower }, call())
  await people.revokeConsent({ personId, consentId: second.consentId }, call())
  const { assignments: theirs } = await assignments.listAssignments({ personId }, call())
  for (const { assignmentId } of theirs)
    await assignments.endAssignment({ assignmentId, reasonCode: 'person-wishes' }, call())
}

/** What each of its feeds tells a read model, in the feed's own order. */
const toldBy = ({ projection, feeds }: Declared): Promise<readonly (readonly Told[])[]> =>
  Promise.all(
    feeds.map(async (feed) => {
      const { events } = await feed.readAll(0, 100_000)
      return events.filter(({ type, erased }) => !erased && handledBy(projection).has(type))
    }),
  )

/** The rows that come of events in this order. */
function rowsOf({ projection }: Declared, events: readonly Told[]): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>()
  const get = (key: string) => rows.get(key)
  const lookup = (index: string, value: string) =>
    [...rows].flatMap(([key, row]) =>
      projection.indexes?.[index]?.(row, key).includes(value) === true ? [key] : [],
    )
  for (const event of events)
    for (const [key, row] of changesBy(projection, event, { get, lookup }))
      if (row === null) rows.delete(key)
      else rows.set(key, structuredClone(row))
  return rows
}

/** The events of several feeds as one sequence: whose turn it is, is any; each feed keeps its own order. */
function weaves(feeds: readonly (readonly Told[])[]): fc.Arbitrary<readonly Told[]> {
  const turns = feeds.flatMap((events, feed) => events.map(() => feed))
  const all = { minLength: turns.length, maxLength: turns.length }
  return fc.shuffledSubarray(turns, all).map((order) => {
    const next = feeds.map((events) => events.values())
    return order.flatMap((feed) => next[feed]?.next().value ?? [])
  })
}

describe('a read model that follows several topics', () => {
  it('comes out the same however these are woven together', async () => {
    const several = host.declared.filter(({ feeds }) => feeds.length > 1)
    assert.ok(several.length >= 3, 'read models of several topics')
    for (const declared of several) {
      const { service, projection } = declared
      const feeds = await toldBy(declared)
      const silent = declared.feeds.filter((_, i) => feeds[i]?.length === 0)
      const name = `${service}/${projection.name}`
      assert.deepEqual(
        silent.map((feed) => feed.name),
        [],
        `${name} is told nothing by`,
      )
      const rows = rowsOf(declared, feeds.flat())
      assert.ok(rows.size > 0, name)
      fc.assert(
        fc.property(weaves(feeds), (woven) =>
          assert.deepEqual(rowsOf(declared, woven), rows, name),
        ),
      )
    }
  })

  it('is told here all that access is decided by', async () => {
    const relationships = host.declared.find(
      ({ projection }) => projection.name === 'relationships',
    )
    assert.ok(relationships !== undefined)
    const types = new Set((await toldBy(relationships)).flat().map(({ type }) => type))
    // Expires as it is revoked; that takes a year here.
    const untold = [...handledBy(relationships.projection)].filter((type) => !types.has(type))
    assert.deepEqual(untold, ['ConsentExpired'])
  })
})

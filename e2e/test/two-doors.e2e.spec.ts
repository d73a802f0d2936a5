import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor } from '@careloom/access'
import { startProduct } from '@careloom/e2e'
import type { AnyEvent, Feed, Published, ReceivedEvent } from '@careloom/event-sourcing'
import { SharedFile } from '@careloom/event-sourcing/sqlite'
import type { Log } from '@careloom/hosting'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { startAccess } from '@careloom/service-access'
import { startPeople } from '@careloom/service-people'
import { scratchFolder, until, uuid } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'

/** A host that remembers what its services publish. */
class PublishingHost extends EmbeddedHost {
  readonly published: (readonly [Log, Published])[] = []

  override publish(log: Log, published: Published): void {
    this.published.push([log, published])
    super.publish(log, published)
  }
}

/** What a process hears of a log: while it is held, nothing new. */
function news() {
  const wakes = new Set<() => void>()
  let isHeld = false
  const of = <E extends AnyEvent>(feed: Feed<ReceivedEvent<E>>): Feed<ReceivedEvent<E>> => ({
    name: feed.name,
    log: feed.log,
    isOpen: true,
    known: () => feed.known(),
    latest: () => feed.latest(),
    mark: (position) => feed.mark(position),
    readAll: async (after, limit) =>
      isHeld ? { events: [], through: after } : feed.readAll(after, limit),
    onAppended: (listener) => {
      wakes.add(listener)
      return feed.onAppended(listener)
    },
  })
  const hold = (held: boolean) => {
    isHeld = held
    for (const wake of wakes) wake()
  }
  return { of, hold }
}

const [dana, consentId, hospital, programme] = [uuid(1), uuid(2), uuid(3), uuid(4)]
const clinician: Actor = { id: 'osei', roles: new Set(['clinician']), organization: hospital }
const asked = {
  actor: clinician,
  action: 'read',
  class: 'notes',
  person: dana,
  resource: `CarePlan/${dana}`,
  requestId: 'q1',
} as const

/** Two processes with a door each; one of them runs `people`, the other hears of it late when it is held. */
async function twoDoors(t: TestContext) {
  const dataDir = scratchFolder(t)
  const sharedFile = `${dataDir}/agreed.sqlite`
  const one = new PublishingHost({ dataDir: `${dataDir}/one`, sharedFile })
  const two = new EmbeddedHost({ dataDir: `${dataDir}/two`, sharedFile })
  t.after(() => Promise.all([one.close(), two.close()]))
  const doors = [await startAccess(one), await startAccess(two)] as const
  await startPeople(one)
  const heard = news()
  for (const [log, published] of one.published)
    two.publish({ ...log, feed: heard.of(log.feed) }, published)
  await Promise.all([one.whole(), two.whole()])
  const people = one.client(PeopleServiceDefinition)
  const call = (causationId: string) => ({ metadata: { actor: 'test', causationId } })
  await people.registerPerson(
    {
      personId: dana,
      organizationId: hospital,
      details: { givenName: 'Dana', familyName: 'Reyes' },
      identifiers: [],
    } as unknown as Parameters<typeof people.registerPerson>[0],
    call('register'),
  )
  await people.grantConsent(
    {
      consentId,
      personId: dana,
      part2: false,
      disclosingOrganizationIds: [programme],
      receivingOrganizationIds: [hospital],
      categories: ['notes'],
      purposes: ['TREAT'],
      textVersion: '1',
      signedName: 'Dana Reyes',
      signedAt: one.clock(),
    } as unknown as Parameters<typeof people.grantConsent>[0],
    call('grant'),
  )
  const answersOf = async (door: (typeof doors)[number]) =>
    door.guard.check(asked).then(
      ({ allowed }) => (allowed ? 'data' : 'none'),
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    )
  for (const door of doors)
    await until(async () => (await answersOf(door)) === 'data', 'that both show the record')
  /** A third process, which does not hear of the log yet: an owner who is away when it starts. */
  async function third() {
    const told: string[] = []
    const onError = (where: string) => void told.push(where)
    const host = new EmbeddedHost({ dataDir: `${dataDir}/three`, sharedFile, onError })
    t.after(() => host.close())
    const { door } = await startAccess(host)
    const hear = () => {
      for (const [log, published] of one.published)
        host.publish({ ...log, feed: heard.of(log.feed) }, published)
    }
    return { door, told, hear }
  }
  return { two, people, call, doors, heard, answersOf, third }
}

describe('two doors', () => {
  it(
    'both know of a revocation when it is answered',
    withContext(async (t) => {
      const { people, call, doors, answersOf } = await twoDoors(t)
      await people.revokeConsent({ personId: dana, consentId }, call('revoke'))
      assert.deepEqual(await Promise.all(doors.map(answersOf)), ['none', 'none'])
    }),
  )
  it(
    'hold up a revocation no longer than one of them may be late: that one serves nothing, and then what is true',
    withContext(async (t) => {
      const { people, call, doors, heard, answersOf } = await twoDoors(t)
      heard.hold(true)
      await people.revokeConsent({ personId: dana, consentId }, call('revoke'))
      assert.deepEqual(await Promise.all(doors.map(answersOf)), ['none', 'CL_UNAVAILABLE'])
      heard.hold(false)
      const after = await until(async () => {
        const answer = await answersOf(doors[1])
        return answer === 'CL_UNAVAILABLE' ? undefined : answer
      }, 'that it opens')
      assert.equal(after, 'none')
    }),
  )
  it(
    'are joined by a third only when it has heard of the log of what was revoked',
    withContext(async (t) => {
      const { people, call, third } = await twoDoors(t)
      await people.revokeConsent({ personId: dana, consentId }, call('revoke'))
      const { door, told, hear } = await third()
      await until(async () => told.includes('door'), 'that it cannot say what it has seen')
      assert.notEqual(door.shut, undefined)
      hear()
      await until(async () => door.shut === undefined, 'that it opens')
    }),
  )
  it(
    'both know of an erasure when it is answered, or the late one serves nothing',
    withContext(async (t) => {
      const { two, people, call, doors, heard, answersOf } = await twoDoors(t)
      heard.hold(true)
      await people.erasePerson({ personId: dana }, call('erase'))
      assert.deepEqual(await Promise.all(doors.map(answersOf)), ['none', 'CL_UNAVAILABLE'])
      // In a cluster both have one keyring.
      await two.keyring.erase(dana)
      heard.hold(false)
      await until(async () => (await answersOf(doors[1])) === 'none', 'that it is known')
    }),
  )
})

describe('a door that cannot say that it knows all', () => {
  it(
    'serves nothing, says why and when to come back, and goes on by itself',
    withContext(async (t) => {
      const product = await startProduct()
      t.after(() => product.close())
      const shared = new SharedFile(`${product.dataDir}/shared.sqlite`)
      t.after(() => shared.close())
      const answers = () =>
        Promise.all(
          ['/readyz', '/fhir/metadata', '/api/programs', '/smart/launch'].map((path) =>
            fetch(product.url + path),
          ),
        )
      shared.sql('BEGIN IMMEDIATE').run()
      const refused = await until(async () => {
        const all = await answers()
        return all.every(({ status }) => status === 503) && all
      }, 'that everything is refused')
      assert.deepEqual(
        refused.slice(1).map(({ headers }) => headers.get('retry-after')),
        ['1', '1', '1'],
      )
      const [ready, fhir, api] = await Promise.all(
        refused.map((each) => each.json() as Promise<Record<string, unknown>>),
      )
      assert.match(JSON.stringify(ready), /"door":"it has not said/)
      assert.equal(fhir?.['resourceType'], 'OperationOutcome')
      assert.equal(api?.['code'], 'CL_UNAVAILABLE')
      shared.sql('ROLLBACK').run()
      await until(async () => (await answers())[0]?.status === 200, 'that it goes on')
    }),
  )
})

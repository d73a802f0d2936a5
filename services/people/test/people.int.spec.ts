import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { AnyEvent, ReadModel } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import type { Host, Log } from '@careloom/hosting'
import {
  consentTopic,
  PeopleServiceDefinition,
  personTopic,
  type GrantConsentRequest,
  type PublishedPersonEvent,
} from '@careloom/proto/people'
import { Refused, type Call } from '@careloom/rpc'
import { scratchFolder } from '@careloom/testing'
import { startPeople } from '../src/start.ts'

const organizationId = '0190a000-0000-7000-8000-000000000001'
const programme = '0190a000-0000-7000-8000-000000000002'
const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const details = { givenName: 'Dana', familyName: 'Reyes', interpreterNeeded: false }
const monday = Date.parse('2026-03-02T09:00:00.000Z')

/** A read model that shows nothing to whoever has not just waited for what they want to see. */
function lagging<Row>(rows: ReadModel<Row>): ReadModel<Row> {
  let waits = 0
  const shows = () => waits > 0 && waits-- > 0
  return {
    get: async (key) => (shows() ? rows.get(key) : undefined),
    find: async (query) => (shows() ? rows.find(query) : []),
    async reached(position, feed, withinMs) {
      await rows.reached(position, feed, withinMs)
      waits += 1
    },
    onChanged: (listener) => rows.onChanged(listener),
  }
}

const asItIs = <Row>(rows: ReadModel<Row>): ReadModel<Row> => rows

async function openWorld(t: TestContext, dataDir = scratchFolder(t), seen = asItIs) {
  const time = { nowMs: monday }
  const failures: string[] = []
  const host = new EmbeddedHost({
    dataDir,
    nowMs: () => time.nowMs,
    onError: (where, error) => failures.push(`${where} ${String(error)}`),
  })
  let closed: Promise<void> | undefined
  const close = () => (closed ??= host.close())
  t.after(close)
  const log: { people?: Log } = {}
  const openLog: Host['openLog'] = async (service, schema) =>
    (log.people = await host.openLog(service, schema))
  const project: Host['project'] = (...model) => seen(host.project(...model))
  const around = { openLog: { value: openLog }, project: { value: project } }
  await startPeople(Object.create(host, around) as Host)
  const service = host.client(PeopleServiceDefinition)
  let causes = 0
  const call = (causationId = `c${++causes}`): Call => ({
    metadata: { actor: 'ines', causationId },
  })
  const registerFor = (organization: string, n: number, ...values: string[]) =>
    service.registerPerson(
      {
        personId: id(n),
        organizationId: organization,
        details,
        identifiers: values.map((value) => ({ system: 'urn:mrn', value })),
      },
      call(),
    )
  const register = (n: number, ...values: string[]) => registerFor(organizationId, n, ...values)
  const store = (log.people ?? assert.fail()).of<AnyEvent>()
  /** As if an earlier version, or somebody who died, had said this last of a claim. */
  const claim = async (stream: string, type: string, data: object) =>
    store.append(stream, (await store.read(stream)).length, [{ type, data }], call().metadata)
  const claimOf = (value: string) =>
    `claim-identifier-${host.hashed('identifier', `${organizationId}|urn:mrn|${value}`)}`
  return {
    registerFor,
    host,
    close,
    time,
    service,
    call,
    register,
    failures,
    dataDir,
    store,
    claim,
    claimOf,
  }
}
const disclosure = {
  personId: id(1),
  fromOrganizationId: programme,
  toOrganizationId: organizationId,
  category: 'care-team',
  purpose: 'TREAT',
  part2: true,
  at: '2026-03-02T09:00:00.000Z',
}
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.refusal.reason : String(error)),
  )

const grant = (
  consentId: string,
  more: Partial<GrantConsentRequest> = {},
): GrantConsentRequest => ({
  consentId,
  personId: id(1),
  part2: true,
  disclosingOrganizationIds: [programme],
  receivingOrganizationIds: [organizationId],
  categories: ['care-team', 'substance-use'],
  purposes: ['TREAT'],
  expiresOn: '2026-03-10',
  textVersion: 'part2-consent-1',
  signedName: 'Dana Reyes',
  signedAt: '2026-03-02T09:00:00.000Z',
  ...more,
})

describe('an identifier', () => {
  it(
    'makes one person under 64 parallel registrations',
    withContext(async (t) => {
      const { register } = await openWorld(t)
      const made = await Promise.all(Array.from({ length: 64 }, (_, n) => register(n, 'HH-1')))
      assert.equal(new Set(made.map(({ personId }) => personId)).size, 1)
      assert.equal(made.filter(({ created }) => created).length, 1)
      assert.ok(made.every(({ recorded }) => (recorded?.position ?? 0) > 0))
    }),
  )

  it(
    'that a crash left claimed is free for the next who waits for it',
    withContext(async (t) => {
      const { register, claim, claimOf } = await openWorld(t)
      await claim(claimOf('HH-2'), 'Claimed', { id: id(9), revision: 0 })
      const made = await register(1, 'HH-1', 'HH-2')
      assert.deepEqual([made.personId, made.created], [id(1), true])
      assert.equal((await register(2, 'HH-2')).personId, id(1))
    }),
  )

  it(
    'counts the same in any place: all of a registration are claimed, or none',
    withContext(async (t) => {
      const { register } = await openWorld(t)
      await register(1, 'HH-1')
      for (const values of [
        ['HH-1', 'HH-2'],
        ['HH-2', 'HH-1'],
        ['HH-2', 'HH-1', 'HH-3'],
      ]) {
        const known = await register(2, ...values)
        assert.deepEqual([known.personId, known.created], [id(1), false])
      }
      assert.equal((await register(3, 'HH-3', 'HH-2')).created, true)
      assert.equal(
        await reasonOf(register(4, 'HH-4', 'HH-2', 'HH-1')),
        'identifiers-of-several-people',
      )
      assert.equal((await register(4, 'HH-4')).created, true)
    }),
  )

  it(
    'makes one person of two who come at once with one in common, in whatever order',
    withContext(async (t) => {
      const { register, service, call, host } = await openWorld(t)
      for (let round = 0; round < 12; round++) {
        const shared = `S-${round}`
        const [a, b] = [`A-${round}`, `B-${round}`]
        const both = await Promise.all([
          register(100 + round, ...(round % 2 === 0 ? [shared, a] : [a, shared])),
          register(200 + round, ...(round % 3 === 0 ? [b, shared] : [shared, b])),
        ])
        assert.equal(both.filter(({ created }) => created).length, 1)
        assert.equal(new Set(both.map(({ personId }) => personId)).size, 1)
        await host.settled()
        const [made] = both
        const { people } = await service.listPeople({ personIds: [made.personId] }, call())
        const [winners, losers] = made.personId === id(100 + round) ? [a, b] : [b, a]
        assert.deepEqual(
          people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)).sort(),
          [shared, winners].sort(),
        )
        assert.equal((await register(300 + round, losers)).created, true, 'the other’s is free')
      }
    }),
  )

  it(
    'is an organization’s own: the same number of another one is somebody else’s',
    withContext(async (t) => {
      const { register, registerFor, service, call } = await openWorld(t)
      await registerFor(programme, 1, 'HH-1')
      const made = await register(2, 'HH-1')
      assert.deepEqual([made.personId, made.created], [id(2), true])
      const find = (organization: string) =>
        service.findPerson(
          { identifier: { system: 'urn:mrn', value: 'HH-1' }, organizationId: organization },
          call(),
        )
      assert.deepEqual(
        [(await find(programme)).personId, (await find(organizationId)).personId],
        [id(1), id(2)],
      )
      assert.equal(await reasonOf(find(id(77))), 'person-not-registered')
    }),
  )

  it(
    'that was claimed before an organization’s numbers were its own still finds its person',
    withContext(async (t) => {
      const { register, registerFor, host, claim, claimOf } = await openWorld(t)
      await register(1, 'HH-1')
      const former = `claim-identifier-${host.hashed('identifier', 'urn:mrn|HH-1')}`
      await claim(former, 'Claimed', { id: id(1) })
      await claim(claimOf('HH-1'), 'ClaimReleased', { id: id(1) })
      assert.deepEqual((await register(2, 'HH-1')).personId, id(1))
      assert.equal((await registerFor(programme, 3, 'HH-1')).created, true)
    }),
  )

  it(
    'is linked once, refused to a second, and free again when the link is refused or taken back',
    withContext(async (t) => {
      const { register, service, call } = await openWorld(t)
      await register(1, 'HH-1')
      await register(2)
      const link = (n: number, system: string, value: string) =>
        service.linkIdentifier({ personId: id(n), identifier: { system, value } }, call())
      assert.equal(await reasonOf(link(2, 'urn:mrn', 'HH-1')), 'identifier-taken')
      assert.equal(await reasonOf(link(1, 'urn:mrn', 'HH-7')), 'identifier-of-this-system-differs')
      assert.equal((await register(3, 'HH-7')).personId, id(3))
      const raced = await Promise.all([1, 2].map((n) => reasonOf(link(n, 'urn:ssn', '5'))))
      assert.deepEqual(raced.sort(), ['done', 'identifier-taken'])
      await service.unlinkIdentifier(
        { personId: id(1), identifier: { system: 'urn:mrn', value: 'HH-1' } },
        call(),
      )
      assert.equal(await reasonOf(link(2, 'urn:mrn', 'HH-1')), 'done')
    }),
  )
})

describe('a consent', () => {
  it(
    'is granted once however often it is sent, and every time answered with where it was recorded',
    withContext(async (t) => {
      const { register, service, call } = await openWorld(t)
      await register(1)
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          service.grantConsent(
            grant(id(50), { identifier: { system: 'urn:c', value: '1' } }),
            call(),
          ),
        ),
      )
      assert.equal(answers.filter(({ existed }) => existed !== true).length, 1)
      assert.equal(new Set(answers.map(({ position }) => position)).size, 1)
    }),
  )

  it(
    'ends by itself when its day has ended where the house is',
    withContext(async (t) => {
      const { register, service, call, host, time } = await openWorld(t)
      await register(1)
      await service.grantConsent(grant(id(50)), call())
      await host.settled()
      const holds = (at: string) =>
        service.checkConsent(
          {
            personId: id(1),
            fromOrganizationId: programme,
            toOrganizationId: organizationId,
            category: 'care-team',
            purpose: 'TREAT',
            part2: true,
            at,
          },
          call(),
        )
      assert.equal((await holds('2026-03-11T06:59:59.000Z')).consentId, id(50))
      assert.equal((await holds('2026-03-11T07:00:00.000Z')).consentId, undefined)
      time.nowMs = Date.parse('2026-03-11T07:00:01.000Z')
      for (
        let i = 0;
        i < 100 &&
        (await service.listConsents({ personId: id(1), afterPosition: 0 }, call())).consents[0]
          ?.status !== 'expired';
        i++
      )
        await new Promise((resolve) => setTimeout(resolve, 20))
      const { consents } = await service.listConsents({ personId: id(1), afterPosition: 0 }, call())
      assert.deepEqual(
        consents.map(({ status }) => status),
        ['expired'],
      )
    }),
  )

  it(
    'is refused without an element of Part 2, naming it, and cannot be taken back by somebody else',
    withContext(async (t) => {
      const { register, service, call } = await openWorld(t)
      await register(1)
      await register(2)
      assert.equal(
        await reasonOf(service.grantConsent(grant(id(50), { signedName: '' }), call())),
        'part2-element-missing',
      )
      const { position } = await service.grantConsent(grant(id(50)), call())
      await service.listConsents({ personId: id(1), afterPosition: position }, call())
      assert.equal(
        await reasonOf(service.revokeConsent({ personId: id(2), consentId: id(50) }, call())),
        'consent-not-granted',
      )
      assert.equal(
        await reasonOf(service.revokeConsent({ personId: id(1), consentId: id(50) }, call())),
        'done',
      )
    }),
  )
})

describe('an erasure', () => {
  it(
    'leaves nothing, tells others, and frees the identifiers',
    withContext(async (t) => {
      const { register, service, call, host } = await openWorld(t)
      await register(1, 'HH-1')
      await service.grantConsent(grant(id(50)), call())
      await host.settled()
      await service.erasePerson({ personId: id(1) }, call())
      await service.erasePerson({ personId: id(1) }, call())
      await host.settled()
      assert.equal(
        await reasonOf(service.getPerson({ personId: id(1), afterPosition: 0 }, call())),
        'person-not-registered',
      )
      assert.deepEqual(
        (await service.listConsents({ personId: id(1), afterPosition: 0 }, call())).consents,
        [],
      )
      for (const topic of [personTopic, consentTopic]) {
        const { events } = await host.bus.feed<AnyEvent>(topic).readAll(0, 100)
        assert.ok(!JSON.stringify(events).includes('Reyes'))
      }
      assert.equal((await register(2, 'HH-1')).personId, id(2))
    }),
  )

  it(
    'leaves nothing of what was recorded between its order and the end of the key',
    withContext(async (t) => {
      const { register, service, call, host, store } = await openWorld(t)
      await register(1, 'HH-1')
      await service.grantConsent(grant(id(50)), call())
      await host.settled()
      const consents = async () =>
        (await service.listConsents({ personId: id(1), afterPosition: 0 }, call())).consents.length
      const destroy = host.keyring.erase.bind(host.keyring)
      const lateConsent = async () => {
        const [first] = await store.read(`consent-${id(50)}`)
        const { type, data } = first ?? assert.fail()
        const again = { type, data: { ...(data as object), consentId: id(51) } }
        const metadata = { actor: 'late', causationId: 'late', person: id(1) }
        await store.append(`consent-${id(51)}`, 0, [again], metadata)
        while ((await consents()) < 2) await new Promise(setImmediate)
      }
      let late: Promise<void> | undefined
      host.keyring.erase = async (subject) => {
        await (late ??= lateConsent())
        await destroy(subject)
      }
      await service.erasePerson({ personId: id(1) }, call())
      await host.settled()
      assert.equal(await consents(), 0)
      for (const topic of [personTopic, consentTopic]) {
        const { events } = await host.bus.feed<AnyEvent>(topic).readAll(0, 100)
        assert.ok(events.every(({ type, erased }) => erased || type === 'PersonErased'))
      }
      const { events } = await host.bus.feed(personTopic).readAll(0, 100)
      assert.equal(events.at(-1)?.type, 'PersonErased')
    }),
  )

  it(
    'that a crash cut off after its order is carried out at the next start',
    withContext(async (t) => {
      const first = await openWorld(t)
      await first.register(1, 'HH-1')
      await first.host.settled()
      first.host.keyring.erase = () => Promise.reject(new Error('cut off'))
      await assert.rejects(first.service.erasePerson({ personId: id(1) }, first.call()))
      await first.close()
      const second = await openWorld(t, first.dataDir)
      await second.host.settled()
      assert.equal(second.host.keyring.peek(id(1)), 'erased')
      assert.equal(
        await reasonOf(
          second.service.getPerson({ personId: id(1), afterPosition: 0 }, second.call()),
        ),
        'person-not-registered',
      )
    }),
  )
})

describe('when a person can meet', () => {
  it(
    'is told to others, stays when it is not spoken of, and must be days and parts',
    withContext(async (t) => {
      const { register, service, call, host } = await openWorld(t)
      await register(1)
      const say = (contact: object) =>
        service.changeDetails(
          {
            personId: id(1),
            details: { ...details, contact: { voicemailOk: false, ...contact } },
            identifiers: [],
          },
          call(),
        )
      const known = async () => {
        await host.settled()
        const { details: now } = await service.getPerson(
          { personId: id(1), afterPosition: 0 },
          call(),
        )
        return now?.contact?.meetingTimes
      }
      await say({ meetingTimes: { days: [3, 1], parts: ['afternoon'] } })
      const times = { days: [1, 3], parts: ['afternoon'] }
      assert.deepEqual(await known(), times)
      await say({ phone: '(555) 010-0141' })
      assert.deepEqual(await known(), times)
      const { events } = await host.bus.feed<PublishedPersonEvent>(personTopic).readAll(0, 100)
      const told = events.flatMap((event) =>
        event.type === 'PreferencesEdited' ? [event.data.contact?.meetingTimes] : [],
      )
      assert.deepEqual(told, [times, undefined])
      await assert.rejects(say({ meetingTimes: { days: [9], parts: [] } }), /contact\.meetingTimes/)
    }),
  )
})

describe('while the read models are behind', () => {
  it(
    'a person who was just registered is known, and so is what they just signed or took back',
    withContext(async (t) => {
      const { service, call, register, registerFor } = await openWorld(t, undefined, lagging)
      const { personId } = await register(1)
      await registerFor(programme, 2)
      const identifier = { system: 'urn:mrn', value: 'HH-2' }
      await service.linkIdentifier({ personId, identifier }, call())
      const holder = await service.findPerson({ identifier, organizationId }, call())
      assert.equal(holder.personId, personId)
      const { people } = await service.listPeople({ personIds: [id(1), id(2), id(3)] }, call())
      assert.deepEqual(
        people.map((each) => each.personId),
        [id(1), id(2)],
      )
      await service.grantConsent(grant(id(50), { expiresOn: '2026-04-01' }), call())
      const allowed = async () => (await service.checkConsent(disclosure, call())).consentId
      assert.equal(await allowed(), id(50))
      await service.narrowConsent(
        {
          personId,
          consentId: id(50),
          receivingOrganizationIds: [organizationId],
          categories: ['care-team'],
        },
        call(),
      )
      await service.revokeConsent({ personId, consentId: id(50) }, call())
      assert.equal(await allowed(), undefined)
    }),
  )
})

import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { firstSchema, instantOf, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import type { Host, Log } from '@careloom/hosting'
import { assignmentTopic, matchingCaseTopic } from '@careloom/proto/assignments'
import { carePlanTopic } from '@careloom/proto/care-plans'
import type { Contact } from '@careloom/proto/common'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { Refused, type Call, type Handlers } from '@careloom/rpc'
import { instruments, type Instrument } from '@careloom/telemetry'
import { scratchFolder } from '@careloom/testing'
import { startReferrals } from '../src/start.ts'

const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [hospital, clinic, peers, dana, part2Programme, otherProgramme] = [
  id(1),
  id(5),
  id(2),
  id(401),
  id(102),
  id(103),
]
const monday = Date.parse('2026-03-02T09:00:00.000Z')
const hour = 3_600_000
const program = (programId: string, part2: boolean) => ({
  programId,
  name: 'Recovery coaching',
  organizationId: peers,
  organizationName: 'Harbor Peers',
  promiseHours: 72,
  part2,
  capacity: 5,
  peerTitle: 'recovery coach',
})

/** `consents` is whose consent is in force. */
async function openWorld(t: TestContext) {
  const time = { nowMs: monday }
  const consents = new Set([dana])
  const host = new EmbeddedHost({
    dataDir: scratchFolder(t),
    nowMs: () => time.nowMs,
    env: {
      REFERRALS_PROGRAMS: JSON.stringify([
        program(part2Programme, true),
        program(otherProgramme, false),
      ]),
    },
  })
  t.after(() => host.close())
  const people = {
    listPeople: async ({ personIds }: { personIds: string[] }) => ({
      people: personIds.map((personId) => ({ personId })),
    }),
    checkConsent: async ({ personId }: { personId: string }) => ({
      consentId: consents.has(personId) ? id(700) : undefined,
    }),
  }
  host.serve(PeopleServiceDefinition, people as unknown as Handlers<PeopleServiceDefinition>)
  const others = await host.openLog('neighbours', firstSchema)
  for (const [topic, type] of [
    [matchingCaseTopic, 'Offer'],
    [assignmentTopic, 'Assignment'],
    [carePlanTopic, 'Encounter'],
  ] as const)
    host.bus.publish({
      topic,
      feed: others.feed,
      map: (event: ReceivedEvent<AnyEvent>) => (event.type.includes(type) ? event : undefined),
    })
  const log: { own?: Log } = {}
  const openLog: Host['openLog'] = async (service, schema) =>
    (log.own = await host.openLog(service, schema))
  await startReferrals(Object.create(host, { openLog: { value: openLog } }) as Host)
  const service = host.client(ReferralServiceDefinition)
  let causes = 0
  const call = (causationId = `c${++causes}`): Call => ({
    metadata: { actor: 'osei', causationId },
  })
  const request = (
    n: number,
    more: Partial<{
      personId: string
      programId: string
      referrerOrganizationId: string
      causationId: string
      contact: Contact
      preferredLanguage: string
    }> = {},
  ) => {
    const { causationId, ...data } = {
      personId: dana,
      programId: part2Programme,
      referrerOrganizationId: hospital,
      ...more,
    }
    return service.requestReferral(
      {
        referralId: id(n),
        ...data,
        referrerId: 'osei',
        source: 'ehr-order',
        urgency: 'routine',
        identifiers: [],
      },
      call(causationId),
    )
  }
  const store = (log.own ?? assert.fail()).of<AnyEvent>()
  const claimOf = `claim-open-referral-${host.hashed('open-referral', `${dana} ${part2Programme} ${hospital}`)}`
  let told = 0
  return {
    host,
    time,
    consents,
    service,
    call,
    request,
    store,
    /** As if an earlier version, or somebody who died, had said this last of the claim. */
    claim: async (type: string, data: object) =>
      store.append(claimOf, (await store.read(claimOf)).length, [{ type, data }], call().metadata),
    tell: (type: string, data: object) =>
      others.of<AnyEvent>().append('neighbours', told++, [{ type, data }], {
        actor: 'system:test',
        causationId: `told-${told}`,
      }),
    /** Waits until a referral has come so far; timers look twice a second. */
    async until(
      n: number,
      holds: (view: Awaited<ReturnType<typeof service.getReferral>>) => boolean,
    ) {
      for (let i = 0; i < 250; i++) {
        const view = await service.getReferral({ referralId: id(n), afterPosition: 0 }, call())
        if (holds(view)) return view
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return assert.fail('did not come about')
    },
  }
}
type World = Awaited<ReturnType<typeof openWorld>>
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Refused ? error.refusal : assert.fail(String(error))),
  )

describe('a request', () => {
  it(
    'is refused while one like it is open, naming that one',
    withContext(async (t) => {
      const { request } = await openWorld(t)
      await request(1)
      assert.deepEqual(await refusalOf(request(2)), {
        category: 'conflict',
        reason: 'referral-open-already',
        detail: { referralId: id(1) },
      })
      for (const more of [{ programId: otherProgramme }, { referrerOrganizationId: clinic }])
        assert.equal(
          await refusalOf(request(more.programId === undefined ? 3 : 4, more)),
          undefined,
        )
    }),
  )

  it(
    'is made once by 64 at a time, each knowing whose it is',
    withContext(async (t) => {
      const { request, host } = await openWorld(t)
      const refusals = (
        await Promise.all(Array.from({ length: 64 }, (_, n) => refusalOf(request(n))))
      ).filter((each) => each !== undefined)
      assert.equal(refusals.length, 63)
      assert.equal(new Set(refusals.map(({ detail }) => detail?.['referralId'])).size, 1)
      await host.settled()
    }),
  )

  it(
    'under one id is made once by 64 at a time, and exactly one made it',
    withContext(async (t) => {
      const { request } = await openWorld(t)
      const answers = await Promise.all(Array.from({ length: 64 }, () => request(1)))
      assert.equal(answers.filter(({ existed }) => existed !== true).length, 1)
      assert.deepEqual(
        new Set(answers.map(({ stream, position }) => `${stream} ${position}`)).size,
        1,
      )
      assert.equal(
        (await refusalOf(request(1, { programId: otherProgramme })))?.reason,
        'referral-already-requested',
      )
    }),
  )

  it(
    'that is made at once with one like it is the only one, and as whoever made it asked',
    withContext(async (t) => {
      const { request, service, call } = await openWorld(t)
      for (let n = 10; n < 30; n += 2) {
        const like = (k: number, preferredLanguage: string) =>
          request(k, { referrerOrganizationId: id(1_000 + n), preferredLanguage }).then(
            ({ stream, existed }) => ({ id: stream.slice('referral-'.length), existed }),
            (error: unknown) => (error instanceof Refused ? error.refusal.detail : assert.fail()),
          )
        const answers = await Promise.all([like(n, 'es'), like(n + 1, 'vi')])
        const made = [n, n + 1].filter((_each, i) => answers[i] !== undefined && 'id' in answers[i])
        assert.equal(made.length, 1)
        const [maker = 0] = made
        assert.deepEqual(answers[maker - n], { id: id(maker), existed: undefined })
        assert.deepEqual(answers[1 - (maker - n)], { referralId: id(maker) })
        const view = await service.getReferral({ referralId: id(maker), afterPosition: 0 }, call())
        assert.equal(view.preferredLanguage, maker === n ? 'es' : 'vi')
      }
    }),
  )

  it(
    'that was cut off after its claim keeps nobody out for long, and may still be sent again',
    withContext(async (t) => {
      const { request, claim } = await openWorld(t)
      await claim('Claimed', { id: id(9), revision: 0 })
      assert.equal((await request(1)).stream, `referral-${id(1)}`)
      assert.equal((await refusalOf(request(9)))?.detail?.['referralId'], id(1))
      assert.equal(await refusalOf(request(9, { programId: otherProgramme })), undefined)
    }),
  )

  it(
    'needs a consent for a programme under Part 2, a programme that exists, and leaves nothing when refused',
    withContext(async (t) => {
      const { request, consents } = await openWorld(t)
      consents.clear()
      assert.equal((await refusalOf(request(1)))?.reason, 'consent-missing')
      assert.equal(
        (await refusalOf(request(2, { programId: id(999) })))?.reason,
        'program-not-found',
      )
      assert.equal(await refusalOf(request(3, { programId: otherProgramme })), undefined)
      consents.add(dana)
      assert.equal(await refusalOf(request(4)), undefined)
    }),
  )
})

describe('a referral of somebody who was erased', () => {
  it(
    'is not found by whoever asks something of it, and keeps nobody out',
    withContext(async (t) => {
      const { request, service, call, host } = await openWorld(t)
      await request(1)
      await host.keyring.erase(dana)
      for (const ask of [
        service.acceptReferral({ referralId: id(1) }, call()),
        service.matchReferral(
          { referralId: id(1), peerWorkerId: id(2), assignmentId: id(3) },
          call(),
        ),
        service.reopenReferral({ referralId: id(1), reopenedBy: 'person' }, call()),
      ])
        assert.equal((await refusalOf(ask))?.category, 'not-found')
      assert.equal((await refusalOf(request(1)))?.reason, 'erased')
    }),
  )
})

describe('a referral that was declined', () => {
  const declined = async (t: TestContext) => {
    const world = await openWorld(t)
    await world.request(1)
    await world.tell('OffersDeclinedByPerson', { referralId: id(1), personId: dana })
    await world.until(1, ({ status }) => status === 'declined')
    await world.host.settled()
    const reopen = (by = 'person', causationId?: string) =>
      world.service.reopenReferral({ referralId: id(1), reopenedBy: by }, world.call(causationId))
    return { ...world, reopen }
  }

  it(
    'is asked anew when the person takes their no back, with the whole promise, and holds its place',
    withContext(async (t) => {
      const { reopen, until, request, time, host } = await declined(t)
      time.nowMs += 200 * hour
      assert.deepEqual(await reopen('person', 'back'), await reopen('person', 'back'))
      const view = await until(1, ({ status }) => status === 'requested')
      assert.equal(view.firstContactDueAt, new Date(time.nowMs + 72 * hour).toISOString())
      assert.equal(view.closedAt, undefined)
      await host.settled()
      assert.equal((await refusalOf(request(2)))?.detail?.['referralId'], id(1))
      time.nowMs += 73 * hour
      await until(1, ({ overdue }) => overdue)
    }),
  )

  it(
    'is reopened once by sixteen at a time, and keeps its claim',
    withContext(async (t) => {
      const { reopen, request, host, until } = await declined(t)
      const refusals = await Promise.all(Array.from({ length: 16 }, () => refusalOf(reopen())))
      assert.equal(refusals.filter((each) => each === undefined).length, 1)
      await host.settled()
      assert.equal((await refusalOf(request(2)))?.reason, 'referral-open-already')
      assert.equal((await until(1, () => true)).status, 'requested')
    }),
  )

  it(
    'stays over where another one was opened meanwhile, and for the programme',
    withContext(async (t) => {
      const { reopen, request } = await declined(t)
      assert.equal((await refusalOf(reopen('programme')))?.reason, 'referral-not-to-be-reopened')
      await request(2)
      assert.deepEqual((await refusalOf(reopen()))?.detail, { referralId: id(2) })
    }),
  )
})

describe('the claim of a request', () => {
  const endings: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
    [
      'rejected',
      ({ service, call }) =>
        service.rejectReferral({ referralId: id(1), reasonCode: 'no-capacity' }, call()),
    ],
    [
      'cancelled',
      ({ service, call }) => service.requestCancellation({ referralId: id(1) }, call()),
    ],
    ['declined', ({ service, call }) => service.declineReferral({ referralId: id(1) }, call())],
  ]
  for (const [how, end] of endings)
    it(
      `is free again once it is ${how}`,
      withContext(async (t) => {
        const world = await openWorld(t)
        await world.request(1)
        await end(world)
        await world.host.settled()
        assert.equal(await refusalOf(world.request(2)), undefined)
      }),
    )

  it(
    'that an earlier version made is held by the referral while it is open, and by no other',
    withContext(async (t) => {
      const { request, service, call, claim } = await openWorld(t)
      await request(1)
      await claim('ClaimConfirmed', { id: id(1) })
      assert.equal((await refusalOf(request(2)))?.detail?.['referralId'], id(1))
      await service.declineReferral({ referralId: id(1) }, call())
      assert.equal((await request(2)).stream, `referral-${id(2)}`)
    }),
  )
})

describe('the promise of a programme', () => {
  it(
    'is overdue after its hours, escalated a day later',
    withContext(async (t) => {
      const { request, time, until } = await openWorld(t)
      await request(1)
      time.nowMs = monday + 71 * hour
      assert.equal((await until(1, () => true)).overdue, false)
      time.nowMs = monday + 72 * hour + 1
      assert.equal((await until(1, ({ overdue }) => overdue)).escalated, false)
      time.nowMs = monday + 97 * hour
      await until(1, ({ escalated }) => escalated)
    }),
  )

  it(
    'ends with the request when nobody answers for a month',
    withContext(async (t) => {
      const { request, time, until, host } = await openWorld(t)
      await request(1)
      time.nowMs = monday + 30 * 24 * hour + 1
      await until(1, ({ status }) => status === 'expired')
      await host.settled()
      assert.equal(await refusalOf(request(2)), undefined)
    }),
  )

  it(
    'is kept by offers in time: an accepted request does not expire',
    withContext(async (t) => {
      const { request, time, until, tell, host } = await openWorld(t)
      await request(1)
      await tell('PeersOfferedToPerson', { referralId: id(1), sentBy: 'jo' })
      await until(1, ({ status }) => status === 'accepted')
      time.nowMs = monday + 40 * 24 * hour
      await until(1, ({ escalated }) => escalated)
      await host.settled()
      assert.equal((await until(1, () => true)).status, 'accepted')
    }),
  )
})

describe('somebody who asked to be forgotten', () => {
  it(
    'leaves the lists and the timers of referrals',
    withContext(async (t) => {
      const { request, service, call, host, time } = await openWorld(t)
      const { position } = await request(1)
      await service.getReferral({ referralId: id(1), afterPosition: position }, call())
      await host.keyring.erase(dana)
      await host.settled()
      assert.equal(
        (await refusalOf(service.getReferral({ referralId: id(1), afterPosition: 0 }, call())))
          ?.reason,
        'referral-not-found',
      )
      assert.deepEqual(
        (
          await service.listReferrals(
            { organizationId: peers, openOnly: false, limit: 10, afterPosition: 0 },
            call(),
          )
        ).referrals,
        [],
      )
      time.nowMs = monday + 40 * 24 * hour
      await new Promise((resolve) => setTimeout(resolve, 600))
      assert.deepEqual(
        host.status().projections.filter(({ failure }) => failure !== undefined),
        [],
      )
    }),
  )
})

describe('read models of referrals', () => {
  it(
    'are the same rebuilt as they have grown',
    withContext(async (t) => {
      const { request, service, call, host } = await openWorld(t)
      await request(1)
      await request(2, { programId: otherProgramme })
      await service.acceptReferral({ referralId: id(1) }, call())
      await service.rejectReferral({ referralId: id(2), reasonCode: 'age' }, call())
      await host.settled()
      const list = async () =>
        (
          await service.listReferrals(
            { personId: dana, openOnly: false, limit: 10, afterPosition: 0 },
            call(),
          )
        ).referrals
      const grown = await list()
      assert.deepEqual(
        grown.map(({ status }) => status),
        ['accepted', 'rejected'],
      )
      await host.rebuild()
      await host.settled()
      assert.deepEqual(await list(), grown)
    }),
  )
})

describe('when the person can meet', () => {
  it(
    'travels with the referral, and must be days and parts of a day',
    withContext(async (t) => {
      const { request, service, call, host } = await openWorld(t)
      const contact = (days: number[], parts: string[]) => ({
        voicemailOk: false,
        meetingTimes: { days, parts },
      })
      await request(1, { contact: contact([3, 1, 3], ['afternoon']) })
      await host.settled()
      const view = await service.getReferral({ referralId: id(1), afterPosition: 0 }, call())
      assert.deepEqual(view.contact?.meetingTimes, { days: [1, 3], parts: ['afternoon'] })
      await assert.rejects(request(2, { contact: contact([7], []) }), /contact\.meetingTimes/)
      await assert.rejects(request(2, { contact: contact([], ['noon']) }), /contact\.meetingTimes/)
    }),
  )
})

describe('a hand-over to another peer', () => {
  it(
    'does not complete the referral, as the end of an assignment does',
    withContext(async (t) => {
      const { request, service, call, host, tell } = await openWorld(t)
      await request(1)
      await service.acceptReferral({ referralId: id(1) }, call())
      await service.matchReferral(
        { referralId: id(1), peerWorkerId: id(301), assignmentId: id(601) },
        call(),
      )
      const about = { referralId: id(1), assignmentId: id(601), personId: dana }
      const statusNow = async () => {
        await host.settled()
        return (await service.getReferral({ referralId: id(1), afterPosition: 0 }, call())).status
      }
      await tell('AssignmentHandedOver', { ...about, nextAssignmentId: id(602) })
      assert.equal(await statusNow(), 'matched')
      await tell('AssignmentEnded', { ...about, assignmentId: id(602) })
      assert.equal(await statusNow(), 'completed')
    }),
  )
})

describe('the figures of referrals', () => {
  it(
    'say where they come to, how long each step took, and who waits longest; nobody who they are',
    withContext(async (t) => {
      const { request, service, call, host, time, tell } = await openWorld(t)
      await request(1)
      time.nowMs += 2 * hour
      await service.acceptReferral({ referralId: id(1) }, call())
      await request(2, { programId: otherProgramme })
      const occurredAt = instantOf(time.nowMs + hour)
      await tell('EncounterRecorded', { referralId: id(1), noShow: false, occurredAt })
      time.nowMs += 5 * hour
      await host.settled()
      const text = await host.metrics.registry.metrics()
      for (const line of [
        'careloom_referrals_total{stage="requested"} 2',
        'careloom_referrals_total{stage="accepted"} 1',
        'careloom_referral_stage_seconds_sum{stage="requested"} 7200',
        'careloom_referral_first_contact_seconds_sum 10800',
        'careloom_referral_oldest_seconds{stage="requested"} 18000',
        'careloom_referral_oldest_seconds{stage="accepted"} 18000',
      ])
        assert.ok(text.includes(`${line}\n`), line)
      assert.doesNotMatch(text, /00000000-/)
      const own = Object.entries<Instrument>(instruments).filter(
        ([, { where }]) => where === 'referrals',
      )
      for (const [name, { kind }] of own) assert.ok(text.includes(`# TYPE ${name} ${kind}\n`), name)
    }),
  )
})

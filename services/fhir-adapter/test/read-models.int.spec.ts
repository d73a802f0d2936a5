import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { firstSchema, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { carePlanTopic } from '@careloom/proto/care-plans'
import { measureTopic } from '@careloom/proto/outcomes'
import { consentTopic, personTopic } from '@careloom/proto/people'
import { referralTopic } from '@careloom/proto/referrals'
import { peerWorkerTopic } from '@careloom/proto/workforce'
import { scratchFolder } from '@careloom/testing'
import { fhirResources } from '../src/app/projections/fhir-resources.ts'
import { careTeam } from '../src/app/resources/care-team.ts'
import { factsOf } from '../src/app/resources/module.ts'
import { versionsOf } from '../src/app/row.ts'

const topics = {
  person: personTopic,
  consent: consentTopic,
  peer: peerWorkerTopic,
  referral: referralTopic,
  plan: carePlanTopic,
  measure: measureTopic,
}
type Source = keyof typeof topics

/** The projection over a log whose streams `<source>-…` are published as the topics that services publish. */
async function openWorld(t: TestContext) {
  const host = new EmbeddedHost({ dataDir: scratchFolder(t) })
  t.after(() => host.close())
  const log = await host.openLog('sources', firstSchema)
  for (const [source, topic] of Object.entries(topics))
    host.bus.publish({
      topic,
      feed: log.feed,
      map: (event: ReceivedEvent<AnyEvent>) =>
        event.stream.startsWith(`${source}-`) ? event : undefined,
    })
  const rows = host.project('fhir-adapter', fhirResources, { topics: Object.values(topics) })
  const revisions = new Map<string, number>()
  let causes = 0
  return {
    host,
    rows,
    async say(
      source: Source,
      id: string,
      type: string,
      data: object,
      person?: string,
    ): Promise<void> {
      const stream = `${source}-${id}`
      const revision = revisions.get(stream) ?? 0
      await log.of<AnyEvent>().append(stream, revision, [{ type, data }], {
        actor: 'system:test',
        causationId: `c${++causes}`,
        person,
      })
      revisions.set(stream, revision + 1)
    },
  }
}
type World = Awaited<ReturnType<typeof openWorld>>

async function live(world: World, person: string): Promise<void> {
  const [r, t, c, g, e, m] = ['r', 't', 'c', 'g', 'e', 'm'].map((kind) => `${kind}-${person}`)
  const of = { personId: person, organizationId: 'peers', part2: true }
  const member = {
    kind: 'peer',
    memberId: 'alex',
    displayName: 'Alex Moreno',
    roleTitle: 'Peer specialist',
    certified: true,
  }
  const say = (source: Source, id: string, type: string, data: object) =>
    world.say(source, id, type, { ...of, ...data }, person)
  await say('person', person, 'PersonRegistered', {
    organizationId: 'hospital',
    details: { givenName: 'Robin', familyName: 'Rivera', interpreterNeeded: false },
    identifiers: [{ system: 'urn:mrn', value: person }],
  })
  await say('consent', person, 'ConsentGranted', {
    consentId: `k-${person}`,
    disclosingOrganizationIds: ['peers'],
    receivingOrganizationIds: ['hospital'],
    categories: ['care-team'],
    purposes: ['TREAT'],
    textVersion: '1',
    signedName: 'Robin Rivera',
    signedAt: '2026-03-01T00:00:00.000Z',
  })
  await say('referral', person, 'ReferralRequested', {
    referralId: r,
    programId: 'programme',
    referrerOrganizationId: 'hospital',
    urgency: 'routine',
    identifiers: [],
    requestedAt: '2026-03-01T00:00:00.000Z',
    firstContactDueAt: '2026-03-04T00:00:00.000Z',
  })
  await say('referral', person, 'ReferralAccepted', { referralId: r })
  await say('referral', person, 'ReferralMatched', {
    referralId: r,
    peerWorkerId: 'alex',
    assignmentId: 'a',
  })
  await say('plan', person, 'CarePlanOpened', {
    careTeamId: t,
    carePlanId: c,
    referralId: r,
    openedAt: '2026-03-02T00:00:00.000Z',
  })
  await say('plan', person, 'CareTeamMemberJoined', { careTeamId: t, member })
  await say('plan', person, 'CareTeamMemberJoined', { careTeamId: t, member })
  await say('plan', person, 'VisionWritten', { carePlanId: c, words: 'Walk by the sea.' })
  await say('plan', person, 'GoalProposed', {
    carePlanId: c,
    goalId: g,
    words: 'Sleep',
    domain: 'health',
    proposedAt: '2026-03-02T00:00:00.000Z',
  })
  await say('plan', person, 'GoalAgreed', { goalId: g })
  await say('plan', person, 'EncounterRecorded', {
    encounterId: e,
    peerWorkerId: 'alex',
    occurredAt: '2026-03-02T00:00:00.000Z',
    modality: 'phone',
    minutes: 20,
    kinds: [],
    noShow: false,
  })
  await say('referral', person, 'ReferralStarted', { referralId: r, careTeamId: t })
  await say('measure', person, 'MeasureAnswered', {
    measureId: m,
    instrument: 'phq-9',
    answers: [{ linkId: '1', value: 2 }],
    score: 12,
    answeredAt: '2026-03-03T00:00:00.000Z',
  })
  await say('person', person, 'IdentifierLinked', {
    identifier: { system: 'urn:ssn', value: person },
  })
  await say('person', person, 'PersonDetailsCorrected', {
    givenName: 'Robin',
    familyName: 'Rivera-Hart',
  })
}

describe('resources as FHIR serves them', () => {
  it(
    'are the same rebuilt as they have grown, with somebody erased in between',
    withContext(async (t) => {
      const world = await openWorld(t)
      const details = {
        displayName: 'Alex Moreno',
        title: 'peer-specialist',
        organizationId: 'peers',
        programIds: [],
        languages: ['en'],
      }
      await world.say('peer', 'alex', 'PeerWorkerRegistered', { peerWorkerId: 'alex', details })
      await world.say('peer', 'alex', 'StandingAssessed', {
        peerWorkerId: 'alex',
        jurisdiction: 'US-CA',
        good: true,
        certified: true,
      })
      for (const person of ['p1', 'p2', 'p3']) await live(world, person)
      await world.host.settled()
      await world.host.keyring.erase('p2')
      await world.say(
        'consent',
        'p3',
        'ConsentRevoked',
        { consentId: 'k-p3', personId: 'p3' },
        'p3',
      )
      await world.say(
        'plan',
        'p3',
        'CarePlanClosed',
        {
          carePlanId: 'c-p3',
          careTeamId: 't-p3',
          personId: 'p3',
          closedAt: '2026-04-01T00:00:00.000Z',
        },
        'p3',
      )
      await world.host.settled()
      const grown = [...world.rows.dump()]
      assert.equal(grown.length, 2 + 2 * 10)
      assert.ok(!JSON.stringify(grown).includes('p2'))
      await world.rows.rebuild()
      await world.rows.caughtUp()
      assert.deepEqual([...world.rows.dump()], grown)
    }),
  )

  it(
    'have versions that follow the stream, and keep the earlier ones',
    withContext(async (t) => {
      const world = await openWorld(t)
      await live(world, 'p1')
      await world.host.settled()
      const [task, request, patient, team] = await Promise.all(
        ['Task/r-p1', 'ServiceRequest/r-p1', 'Patient/p1', 'CareTeam/t-p1'].map((key) =>
          world.rows.get(key),
        ),
      )
      assert.deepEqual(
        [task, request, patient, team].map((row) => row?.resource.meta?.versionId),
        ['4', '1', '3', '2'],
      )
      assert.deepEqual(
        task === undefined ? [] : versionsOf(task).map((each) => Reflect.get(each, 'status')),
        ['in-progress', 'in-progress', 'accepted', 'requested'],
      )
      assert.equal(factsOf(careTeam, team)?.members.length, 1)
    }),
  )

  it(
    'can be found by what they hold now, not by what they held',
    withContext(async (t) => {
      const world = await openWorld(t)
      await live(world, 'p1')
      await world.host.settled()
      const found = async (term: string) =>
        (await world.rows.find({ index: 'terms', from: term, to: `${term}~`, limit: 10 })).length
      assert.deepEqual(
        await Promise.all(
          [
            'Patient name=rivera-h',
            'Patient name=rivera',
            'Task status=in-progress',
            'Task status=requested',
          ].map(found),
        ),
        [1, 1, 1, 0],
      )
    }),
  )
})

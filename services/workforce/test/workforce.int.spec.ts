import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import {
  peerWorkerTopic,
  WorkforceServiceDefinition,
  type PublishedPeerWorkerEvent,
} from '@careloom/proto/workforce'
import { Refused, type Call } from '@careloom/rpc'
import { scratchFolder } from '@careloom/testing'
import { startWorkforce } from '../src/start.ts'

const alex = '0190a000-0000-7000-8000-000000000301'
const organizationId = '0190a000-0000-7000-8000-000000000002'
const details = {
  displayName: 'Alex Moreno',
  title: 'peer-specialist',
  organizationId,
  programIds: [],
  languages: ['en'],
  modalities: ['phone'],
  schedule: [],
  caseloadLimit: 6,
  skills: [],
}

async function openWorld(t: TestContext) {
  const host = new EmbeddedHost({
    dataDir: scratchFolder(t),
    nowMs: () => Date.parse('2026-03-02T09:00:00.000Z'),
  })
  t.after(() => host.close())
  await startWorkforce(host)
  const service = host.client(WorkforceServiceDefinition)
  let causes = 0
  const call = (causationId = `c${++causes}`): Call => ({ metadata: { actor: 'jo', causationId } })
  const published = async () =>
    (await host.bus.feed<PublishedPeerWorkerEvent>(peerWorkerTopic).readAll(0, 1_000)).events
  const credential = (goodUntil: string) =>
    service.issueCredential(
      {
        peerWorkerId: alex,
        jurisdiction: 'US-CA',
        issuedOn: '2026-01-01',
        goodUntil,
        governmentCertified: true,
      },
      call(),
    )
  const crisis = (completedOn: string) =>
    service.completeModule({ peerWorkerId: alex, module: 'crisis', completedOn }, call())
  return {
    host,
    service,
    call,
    published,
    credential,
    crisis,
    peer: () => service.getPeerWorker({ peerWorkerId: alex, afterPosition: 0 }, call()),
  }
}

describe('workforce', () => {
  it(
    'shows at once what it was told of a peer, and facets only to whom they were opened',
    withContext(async (t) => {
      const { service, call, peer, published } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call('register'))
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call('register'))
      await service.openFacets(
        {
          peerWorkerId: alex,
          forMatching: ['panic', 'loneliness'],
          forPerson: ['panic'],
          forTeam: [],
        },
        call(),
      )
      await service.declareAvailability({ peerWorkerId: alex, canTakeMore: 2 }, call())
      const view = await peer()
      assert.deepEqual(
        [view.details?.displayName, view.forPerson, view.canTakeMore, view.titleEn],
        ['Alex Moreno', ['panic'], 2, 'Peer specialist'],
      )
      assert.deepEqual(
        (await published()).map(({ type }) => type),
        ['PeerWorkerRegistered', 'FacetsOpened', 'AvailabilityDeclared'],
      )
    }),
  )

  it(
    'tells whom a peer does not work with, and that they take it back',
    withContext(async (t) => {
      const { service, call, published } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call())
      const about = { peerWorkerId: alex, personId: alex }
      await service.declareConflict(about, call())
      await service.withdrawConflict(about, call())
      const [, ...told] = (await published()).map(({ type, data }) => [type, data])
      assert.deepEqual(told, [
        ['ConflictDeclared', about],
        ['ConflictWithdrawn', about],
      ])
    }),
  )

  it(
    'assesses what a passport comes to, and tells others only when it changes',
    withContext(async (t) => {
      const { host, service, call, peer, published, credential, crisis } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call())
      await credential('2027-01-01')
      await host.settled()
      assert.deepEqual([(await peer()).credentialGood, (await peer()).certified], [false, true])
      await crisis('2026-02-01')
      await host.settled()
      const view = await peer()
      assert.deepEqual(
        [view.credentialGood, view.credentialGoodUntil, view.crisisModuleGoodUntil],
        [true, '2027-01-01', '2028-02-01'],
      )
      await service.completeModule(
        { peerWorkerId: alex, module: 'ethics', completedOn: '2026-02-01' },
        call(),
      )
      await host.settled()
      const standings = (await published()).flatMap((event) =>
        event.type === 'StandingAssessed' ? [event.data.good] : [],
      )
      assert.deepEqual(standings, [false, true])
    }),
  )

  it(
    'finds a credential that is over not good',
    withContext(async (t) => {
      const { host, service, call, peer, credential, crisis } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call())
      await credential('2026-03-01')
      await crisis('2026-02-01')
      await host.settled()
      assert.equal((await peer()).credentialGood, false)
    }),
  )

  it(
    'names what is missing for a jurisdiction, and knows which it has rules for',
    withContext(async (t) => {
      const { service, call } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call())
      const { gaps } = await service.listCredentialGaps(
        { peerWorkerId: alex, jurisdiction: 'US-CA', on: '2026-03-02' },
        call(),
      )
      assert.ok(gaps.length > 3 && gaps.every(({ code, text }) => code !== '' && text !== ''))
      await assert.rejects(
        service.listCredentialGaps(
          { peerWorkerId: alex, jurisdiction: 'XX', on: '2026-03-02' },
          call(),
        ),
        (error) => error instanceof Refused && error.refusal.reason === 'jurisdiction-not-found',
      )
      await assert.rejects(
        service.getPeerWorker({ peerWorkerId: organizationId, afterPosition: 0 }, call()),
        Refused,
      )
    }),
  )

  it(
    'is the same rebuilt as it has grown',
    withContext(async (t) => {
      const { host, service, call, credential, crisis } = await openWorld(t)
      await service.registerPeerWorker({ peerWorkerId: alex, details }, call())
      await credential('2027-01-01')
      await crisis('2026-02-01')
      await host.settled()
      const list = async () =>
        (await service.listPeerWorkers({ peerWorkerIds: [], organizationId }, call())).peerWorkers
      const grown = await list()
      await host.rebuild()
      await host.settled()
      assert.deepEqual(await list(), grown)
    }),
  )
})

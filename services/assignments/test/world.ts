import { lagging } from '@careloom/testing/twice'
import { scratchFolder } from '@careloom/testing/scratch-log'
import type { TestContext } from '@careloom/testing/with-context'
import { firstSchema, type AnyEvent, type ReceivedEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import type { Host, Log } from '@careloom/hosting'
import {
  AssignmentServiceDefinition,
  assignmentTopic,
  type caseloadTopic,
  type matchingCaseTopic,
  type PublishedAssignmentEvent,
} from '@careloom/proto/assignments'
import type { MeetingTimes } from '@careloom/proto/common'
import { personTopic, type PublishedPersonEvent } from '@careloom/proto/people'
import {
  ReferralServiceDefinition,
  referralTopic,
  type Program,
  type PublishedReferralEvent,
  type ReferralView,
} from '@careloom/proto/referrals'
import { peerWorkerTopic, type PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import { Refused, type Call, type Handlers } from '@careloom/rpc'
import { startAssignments } from '../src/start.ts'

export const organizationId = '0190a000-0000-7000-8000-000000000002'
export const programId = '0190a000-0000-7000-8000-000000000102'
export const alex = '0190a000-0000-7000-8000-000000000301'
export const priya = '0190a000-0000-7000-8000-000000000302'
export const sam = '0190a000-0000-7000-8000-000000000303'
export const dana = '0190a000-0000-7000-8000-000000000401'

export const idOf = (kind: number, n: number): string =>
  `0190b000-0000-7000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`

type Published = PublishedPersonEvent | PublishedPeerWorkerEvent | PublishedReferralEvent

/** What the stub of `referrals` knows, kept over restarts as its own log would be. */
export class ReferralsStub {
  readonly views = new Map<string, ReferralView>()
  /** Programmes that are not listed name no jurisdiction and have no interpreter. */
  programs: readonly Program[] = []
  readonly matched: { readonly referralId: string; readonly assignmentId: string }[] = []
  readonly ended: string[] = []
  private readonly answered = new Set<string>()
  /** Runs before a match is decided; may throw. */
  beforeMatch: () => Promise<void> = async () => undefined

  handlers(): Handlers<ReferralServiceDefinition> {
    const notServed = async () => Promise.reject(new TypeError('not served by the stub'))
    const none = Object.fromEntries(
      Object.keys(ReferralServiceDefinition.methods).map((name) => [name, notServed]),
    )
    const recorded = async () => ({ stream: '', revision: 1, position: 1 })
    return {
      ...(none as unknown as Handlers<ReferralServiceDefinition>),
      listPrograms: async () => ({ programs: [...this.programs] }),
      getReferral: async ({ referralId }) => this.view(referralId),
      acceptReferral: async ({ referralId }) => {
        this.views.set(referralId, { ...this.view(referralId), status: 'accepted' })
        return recorded()
      },
      matchReferral: async ({ referralId, assignmentId }, call: Call) => {
        await this.beforeMatch()
        if (this.answered.has(call.metadata.causationId)) return recorded()
        const { status } = this.view(referralId)
        if (status === 'cancelled')
          throw new Refused({ category: 'conflict', reason: 'referral-is-over' })
        if (status === 'matched')
          throw new Refused({ category: 'conflict', reason: 'referral-matched-already' })
        if (status !== 'accepted')
          throw new Refused({ category: 'conflict', reason: 'referral-not-accepted' })
        this.answered.add(call.metadata.causationId)
        this.matched.push({ referralId, assignmentId })
        this.views.set(referralId, { ...this.view(referralId), status: 'matched' })
        return recorded()
      },
      endReferral: async ({ referralId }) => {
        this.ended.push(referralId)
        return recorded()
      },
    }
  }

  private view(referralId: string): ReferralView {
    const view = this.views.get(referralId)
    if (view === undefined)
      throw new Refused({ category: 'not-found', reason: 'referral-not-found' })
    return view
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * The service on an embedded host with stubs for its neighbours. `dataDir` and `referrals` outlive a restart.
 * @param lagMs how much later its read models hear of its own log
 */
export async function openWorld(
  dataDir: string,
  referrals = new ReferralsStub(),
  env: Record<string, string> = {},
  lagMs = 0,
) {
  let aheadMs = 0
  const failures: string[] = []
  const host = new EmbeddedHost({
    dataDir,
    env,
    nowMs: () => Date.now() + aheadMs,
    onError: (where, error) => failures.push(`${where}: ${String(error)}`),
  })
  const sources = await host.openLog('sources', firstSchema)
  for (const [prefix, topic] of [
    ['person', personTopic],
    ['peer-worker', peerWorkerTopic],
    ['referral', referralTopic],
  ] as const)
    host.bus.publish({
      topic,
      feed: sources.feed,
      map: (event: ReceivedEvent<AnyEvent>) =>
        event.stream.startsWith(`${prefix}-`) ? event : undefined,
    })
  host.serve(ReferralServiceDefinition, referrals.handlers())
  await startAssignments(lagMs > 0 ? laggingBehind(host, lagMs) : host)
  const service = host.client(AssignmentServiceDefinition)
  const call = (causationId = host.newId()): Call => ({
    metadata: { actor: 'jo', causationId, organization: organizationId },
  })
  const say = (stream: string, event: Published, person?: string) =>
    append(sources, stream, event, host.newId(), person)
  return {
    host,
    service,
    referrals,
    failures,
    call,
    say,
    ahead(ms: number) {
      aheadMs += ms
    },
    registerPeer: (peerWorkerId: string, changes: Parameters<typeof peerEvents>[1] = {}) =>
      registerPeer(say, peerWorkerId, changes),
    requestReferral: (
      referralId: string,
      personId: string,
      preferredLanguage?: string,
      meetingTimes?: MeetingTimes,
    ) => requestReferral(say, referrals, { referralId, personId, preferredLanguage, meetingTimes }),
    started: () =>
      publishedOn<PublishedAssignmentEvent>(host, assignmentTopic, 'AssignmentStarted'),
    published: (
      topic: typeof matchingCaseTopic | typeof caseloadTopic | typeof assignmentTopic,
      type: string,
    ) => publishedOn<AnyEvent>(host, topic, type),
  }
}

function laggingBehind(host: EmbeddedHost, lagMs: number): Host {
  const late = lagging(lagMs)
  const project: Host['project'] = (service, projection, { log, ...sources }) => {
    const own = log === undefined ? {} : { log: { ...log, feed: late(log.feed) } }
    return host.project(service, projection, { ...sources, ...own })
  }
  return Object.create(host, { project: { value: project } }) as Host
}

async function append(
  log: Log,
  stream: string,
  event: AnyEvent,
  causationId: string,
  person?: string,
): Promise<void> {
  const store = log.of<AnyEvent>()
  const { length } = await store.read(stream)
  await store.append(stream, length, [event], { actor: 'system:test', causationId, person })
}

async function publishedOn<E extends AnyEvent>(
  host: EmbeddedHost,
  topic: string,
  type: string,
): Promise<ReceivedEvent<E>[]> {
  const { events } = await host.bus.feed<E>(topic).readAll(0, 100_000)
  return events.filter((event) => event.type === type)
}

type Say = (stream: string, event: Published, person?: string) => Promise<void>
type PeerChanges = {
  readonly limit?: number
  readonly languages?: string[]
  readonly facets?: string[]
  readonly facetsForPerson?: string[]
  readonly isGood?: boolean
  readonly jurisdiction?: string
  readonly organization?: string
  readonly schedule?: { day: number; fromMinute: number; toMinute: number }[]
}

async function registerPeer(say: Say, peerWorkerId: string, changes: PeerChanges): Promise<void> {
  for (const event of peerEvents(peerWorkerId, changes))
    await say(`peer-worker-${peerWorkerId}`, event)
}

function peerEvents(
  peerWorkerId: string,
  {
    limit = 2,
    languages = ['en', 'es-MX'],
    facets = ['panic', 'veteran'],
    facetsForPerson = ['panic'],
    isGood = true,
    jurisdiction = 'US-CA',
    organization = organizationId,
    schedule = [],
  }: PeerChanges,
): PublishedPeerWorkerEvent[] {
  const details = {
    displayName: 'A peer',
    title: 'recovery-coach',
    organizationId: organization,
    programIds: [programId],
    languages,
    modalities: ['phone'],
    schedule,
    caseloadLimit: limit,
    skills: [],
  }
  return [
    { type: 'PeerWorkerRegistered', data: { peerWorkerId, details } },
    {
      type: 'FacetsOpened',
      data: { peerWorkerId, forMatching: facets, forPerson: facetsForPerson, forTeam: [] },
    },
    {
      type: 'StandingAssessed',
      data: {
        peerWorkerId,
        jurisdiction,
        good: isGood,
        goodUntil: '2099-01-01',
        crisisModuleGoodUntil: '2099-01-01',
        certified: true,
      },
    },
    {
      type: 'SupervisionHeld',
      data: { peerWorkerId, heldOn: '2026-01-01', nextDueOn: '2099-01-01' },
    },
  ]
}

type Request = {
  readonly referralId: string
  readonly personId: string
  readonly preferredLanguage: string | undefined
  readonly meetingTimes: MeetingTimes | undefined
}

async function requestReferral(
  say: Say,
  stub: ReferralsStub,
  { referralId, personId, preferredLanguage = 'es', meetingTimes }: Request,
): Promise<void> {
  const requestedAt = new Date(Date.now() - 3 * 86_400_000).toISOString()
  const data = {
    referralId,
    personId,
    programId,
    organizationId,
    referrerOrganizationId: '0190a000-0000-7000-8000-000000000001',
    referrerId: 'efua',
    source: 'smart-form',
    urgency: 'routine',
    preferredLanguage,
    contact: { voicemailOk: false, meetingTimes },
    identifiers: [],
    requestedAt,
    firstContactDueAt: requestedAt,
    part2: true,
  }
  stub.views.set(referralId, {
    ...data,
    revision: 1,
    status: 'requested',
    overdue: false,
    escalated: false,
  })
  await say(`referral-${referralId}`, { type: 'ReferralRequested', data }, personId)
}

export const temporaryFolder = (context: TestContext): string => scratchFolder(context)

/** A world of its own for one test: Alex and Priya with free places, Dana who opened two facets and asked for a peer. */
export async function smallWorld(
  context: TestContext,
  peers: Record<string, PeerChanges> = { [alex]: {}, [priya]: {} },
  { programs = [], meetingTimes }: { programs?: Program[]; meetingTimes?: MeetingTimes } = {},
): Promise<World & { readonly referralId: string }> {
  const world = await openWorld(temporaryFolder(context))
  world.referrals.programs = programs
  context.after(() => world.host.close())
  for (const [peerWorkerId, changes] of Object.entries(peers))
    await world.registerPeer(peerWorkerId, changes)
  const referralId = idOf(500, 1)
  await registerDana(world)
  await world.requestReferral(referralId, dana, 'es', meetingTimes)
  await world.host.settled()
  return { ...world, referralId }
}

export async function registerDana({ say }: Pick<World, 'say'>): Promise<void> {
  const details = {
    givenName: 'Dana',
    familyName: 'Reyes',
    birthDate: '1990-01-01',
    language: 'es',
    interpreterNeeded: false,
    contact: undefined,
  }
  await say(
    `person-${dana}`,
    {
      type: 'PersonRegistered',
      data: { personId: dana, organizationId, details, identifiers: [] },
    },
    dana,
  )
  await say(
    `person-${dana}`,
    {
      type: 'MatchingFacetsOpened',
      data: { personId: dana, facets: ['panic', 'veteran'], preferredFacets: [] },
    },
    dana,
  )
}

/** A programme as `referrals` lists it. */
export const programWith = (more: Partial<Program>): Program => ({
  programId,
  name: 'Recovery coaching',
  organizationId,
  organizationName: 'Harbor Peers',
  promiseHours: 72,
  part2: true,
  capacity: 24,
  peerTitle: 'recovery coach',
  interpreterLanguages: [],
  ...more,
})

export const agreement = { contactHours: 'weekdays 9 to 5', channels: ['phone'] }

/** Offers, choice and the peer's yes, for one referral. */
export async function walkToYes(
  { service, call }: World,
  referralId: string,
  peerWorkerId: string,
): Promise<void> {
  await service.sendOffers({ referralId, peerWorkerIds: [peerWorkerId] }, call())
  await service.choosePeer({ referralId, peerWorkerId }, call())
  await service.acceptOffer({ referralId, peerWorkerId, boundaryAgreement: agreement }, call())
}

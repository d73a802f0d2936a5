import type { Env } from '@careloom/config'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import type { Callers } from '@careloom/rpc'
import { careloomClientId, fhirBaseOf } from '@careloom/sandbox'

/** The sandbox's fixed world: organizations, programmes, sign-ins. It exists only in sandbox mode. */
export const organizations = {
  harborHospital: { id: '0190a000-0000-7000-8000-000000000001', name: 'Harbor Hospital' },
  harborPeers: { id: '0190a000-0000-7000-8000-000000000002', name: 'Harbor Peers' },
  westsideWellness: { id: '0190a000-0000-7000-8000-000000000003', name: 'Westside Wellness' },
} as const

export const mrnSystem = 'https://harbor-hospital.example/mrn'
const harborConnectionId = '0190a000-0000-7000-8000-000000000901'

/** For whoever has just started it. */
export const howToBegin = `  Sign in as clinician, coordinator, person, peer, peer2 or integrator; password: sandbox
  FHIR client: hospital, secret sandbox (client credentials, scope system/*.cruds)

  Begin in the hospital: open Dana Reyes' chart and press "Refer to peer support".`

/** Where the sandbox is, unless the environment says otherwise. */
export const timeZone = 'America/Los_Angeles'

export const programs = [
  {
    programId: '0190a000-0000-7000-8000-000000000102',
    name: 'Recovery coaching',
    organizationId: organizations.harborPeers.id,
    organizationName: organizations.harborPeers.name,
    promiseHours: 72,
    part2: true,
    capacity: 24,
    peerTitle: 'recovery coach',
    jurisdiction: 'US-CA',
    interpreterLanguages: ['es', 'vi'],
  },
  {
    programId: '0190a000-0000-7000-8000-000000000103',
    name: 'One-to-one peer support',
    organizationId: organizations.westsideWellness.id,
    organizationName: organizations.westsideWellness.name,
    promiseHours: 72,
    part2: false,
    capacity: 24,
    peerTitle: 'peer specialist',
    jurisdiction: 'US-CA',
    interpreterLanguages: [],
  },
] as const

/** Where the product and the sandbox's hospital are reached, and what the two share. */
export type Told = {
  readonly url: string
  readonly hospitalUrl: string
  /** Where the product reaches the hospital, if that is another address than people's. */
  readonly hospitalReachedAt?: string
  readonly clientSecret: string
  /** By which the gateway asks whether a token still holds. */
  readonly gatewaySecret: string
}

/** What the sandbox tells the product: everything that a house has to decide for itself. */
export function sandboxTells(told: Told): Env {
  const { url, hospitalUrl, hospitalReachedAt, clientSecret, gatewaySecret } = told
  const connection = {
    connectionId: harborConnectionId,
    organizationId: organizations.harborHospital.id,
    name: organizations.harborHospital.name,
    fhirBase: fhirBaseOf(hospitalUrl),
    ...(hospitalReachedAt === undefined ? {} : { reachedAt: hospitalReachedAt }),
    clientId: careloomClientId,
    clientSecret,
    mrnSystem,
  }
  return {
    CARELOOM_ORIGIN: url,
    CARELOOM_ISSUER: `${url}/realms/careloom`,
    CARELOOM_CONNECTIONS: JSON.stringify([connection]),
    GATEWAY_SECRET: gatewaySecret,
    REFERRALS_PROGRAMS: JSON.stringify(programs),
  }
}

/** Who puts the sample people there. */
export const sandboxCallers: Callers = {
  sandbox: { calls: [PeopleServiceDefinition.fullName, WorkforceServiceDefinition.fullName] },
}

const everyWeekday = (fromHour: number, toHour: number) =>
  [0, 1, 2, 3, 4].map((day) => ({ day, fromMinute: fromHour * 60, toMinute: toHour * 60 }))

type SamplePeer = {
  readonly id: string
  readonly displayName: string
  readonly title: 'peer-specialist' | 'recovery-coach'
  readonly languages: readonly string[]
  readonly introduction: string
  readonly facets: readonly string[]
  readonly limit: number
  readonly canTakeMore: number
  readonly hours: readonly [number, number]
}

/** Peer workers who can be asked from the first minute on; `peer` and `peer2` sign in as the first two. */
export const peers: readonly SamplePeer[] = [
  {
    id: '0190a000-0000-7000-8000-000000000301',
    displayName: 'Alex Moreno',
    title: 'peer-specialist',
    languages: ['en', 'es'],
    introduction: 'I have been where mornings are the hardest part. I like to walk while we talk.',
    facets: ['panic', 'loneliness', 'alcohol-recovery'],
    limit: 6,
    canTakeMore: 2,
    hours: [9, 17],
  },
  {
    id: '0190a000-0000-7000-8000-000000000302',
    displayName: 'Priya Nair',
    title: 'recovery-coach',
    languages: ['en', 'es', 'hi'],
    introduction: 'Eleven years in recovery. I listen first, and I bring good tea.',
    facets: ['opioid-recovery', 'anxiety'],
    limit: 6,
    canTakeMore: 3,
    hours: [12, 20],
  },
  {
    id: '0190a000-0000-7000-8000-000000000303',
    displayName: 'June Hartley',
    title: 'peer-specialist',
    languages: ['en'],
    introduction: 'I know hospitals from both sides. We can meet by video on any weekday.',
    facets: ['depression', 'hospital-stay'],
    limit: 5,
    canTakeMore: 1,
    hours: [8, 16],
  },
]

export const scheduleOf = ({ hours }: SamplePeer) => everyWeekday(hours[0], hours[1])

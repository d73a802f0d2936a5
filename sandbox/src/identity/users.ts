import { createHash, timingSafeEqual } from 'node:crypto'

/** Somebody who can log in to the sandbox. The claims are those of the product's access token. */
export type SandboxUser = {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly roles: readonly string[]
  readonly organization: string
  readonly personId?: string
  readonly peerWorkerId?: string
  /** FHIR reference of the practitioner (SMART App Launch 2.2, fhirUser). */
  readonly fhirUser?: string
}

export const harborHospital = '0190a000-0000-7000-8000-000000000001'
const harborPeers = '0190a000-0000-7000-8000-000000000002'
const westsideWellness = '0190a000-0000-7000-8000-000000000003'

/** The sandbox logins. All of them share one password, which is no secret: they exist on a loopback address only. */
export const sandboxUsers: readonly SandboxUser[] = [
  {
    id: '0190a000-0000-7000-8000-000000000501',
    username: 'clinician',
    name: 'Dr. Efua Osei',
    roles: ['clinician'],
    organization: harborHospital,
    fhirUser: 'Practitioner/0190a000-0000-7000-8000-000000000201',
  },
  {
    id: '0190a000-0000-7000-8000-000000000502',
    username: 'coordinator',
    name: 'Jo Winter',
    roles: ['coordinator'],
    // Runs the programmes of both.
    organization: `${harborPeers} ${westsideWellness}`,
  },
  {
    id: '0190a000-0000-7000-8000-000000000503',
    username: 'peer',
    name: 'Alex Moreno',
    roles: ['peer'],
    organization: harborPeers,
    peerWorkerId: '0190a000-0000-7000-8000-000000000301',
  },
  {
    id: '0190a000-0000-7000-8000-000000000504',
    username: 'peer2',
    name: 'Priya Nair',
    roles: ['peer'],
    organization: harborPeers,
    peerWorkerId: '0190a000-0000-7000-8000-000000000302',
  },
  {
    id: '0190a000-0000-7000-8000-000000000505',
    username: 'person',
    name: 'Dana Reyes',
    roles: ['person'],
    organization: harborPeers,
    personId: '0190a000-0000-7000-8000-000000000401',
  },
  {
    id: '0190a000-0000-7000-8000-000000000506',
    username: 'integrator',
    name: 'Ines Park',
    roles: ['integrator'],
    organization: harborHospital,
  },
]

const sandboxPassword = createHash('sha256').update('sandbox').digest()

/** The user with this name and password, or undefined; takes as long for an unknown name as for a wrong password. */
export function findByPassword(username: string, password: string): SandboxUser | undefined {
  const given = createHash('sha256').update(password).digest()
  const matches = timingSafeEqual(given, sandboxPassword)
  const name = username.trim().toLowerCase()
  const user = sandboxUsers.find((one) => one.username === name) ?? anybody(name)
  return matches ? user : undefined
}

export function findUser(id: string | undefined): SandboxUser | undefined {
  return sandboxUsers.find((one) => one.id === id) ?? anybody(id)
}

const person = /^person-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

/** Whoever a hospital registered can be tried out too: `person-<their id>` signs in as them. */
function anybody(name: string | undefined): SandboxUser | undefined {
  const personId = person.exec(name ?? '')?.[1]
  if (name === undefined || personId === undefined) return undefined
  return {
    id: name,
    username: name,
    name: 'A person',
    roles: ['person'],
    organization: harborPeers,
    personId,
  }
}

import type { Host } from '@careloom/hosting'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import type { Call } from '@careloom/rpc'
import { mrnSystem, organizations, peers, programs, scheduleOf } from './world.ts'

const dana = '0190a000-0000-7000-8000-000000000401'

/**
 * The people whom the sandbox starts with: peer workers, and Dana, who signs in as `person`. Every command carries a
 * causation id of its own, so a second start changes nothing.
 */
export async function seed(host: Pick<Host, 'client' | 'clock'>): Promise<void> {
  await seedPeers(host)
  const people = host.client(PeopleServiceDefinition)
  await people.registerPerson(
    {
      personId: dana,
      organizationId: organizations.harborHospital.id,
      details: {
        givenName: 'Dana',
        familyName: 'Reyes',
        birthDate: '1988-04-12',
        gender: 'female',
        language: 'es',
        interpreterNeeded: false,
        contact: { phone: '(555) 010-0141', bestTimes: '3 pm to 6 pm', voicemailOk: false },
      },
      identifiers: [{ system: mrnSystem, value: 'HH-1001' }],
    },
    because('register-dana'),
  )
  await people.openMatchingFacets(
    { personId: dana, facets: ['panic', 'loneliness'], preferredFacets: ['panic'] },
    because('facets-of-dana'),
  )
}

async function seedPeers(host: Pick<Host, 'client' | 'clock'>): Promise<void> {
  const workforce = host.client(WorkforceServiceDefinition)
  const today = host.clock().slice(0, 10)
  const inAYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4).replace('-02-29', '-02-28')}`
  const lastMonth = monthBefore(today)
  const nextMonth = new Date(Date.parse(today) + 30 * 86_400_000).toISOString().slice(0, 10)
  for (const peer of peers) {
    const peerWorkerId = peer.id
    const details = {
      displayName: peer.displayName,
      title: peer.title,
      organizationId: organizations.harborPeers.id,
      programIds: programs.map(({ programId }) => programId),
      languages: [...peer.languages],
      modalities: ['in-person', 'video', 'phone'],
      schedule: scheduleOf(peer),
      caseloadLimit: peer.limit,
      proxiedPhone: '(555) 010-0170',
      introduction: peer.introduction,
      skills: [],
    }
    await workforce.registerPeerWorker(
      { peerWorkerId, details },
      because(`register-${peerWorkerId}`),
    )
    await workforce.openFacets(
      { peerWorkerId, forMatching: [...peer.facets], forPerson: [...peer.facets], forTeam: [] },
      because(`facets-${peerWorkerId}`),
    )
    await workforce.declareAvailability(
      { peerWorkerId, canTakeMore: peer.canTakeMore },
      because(`availability-${peerWorkerId}`),
    )
    for (const module of ['crisis', 'boundaries', 'ethics', 'listening', 'communication'])
      await workforce.completeModule(
        { peerWorkerId, module, completedOn: lastMonth },
        because(`module-${module}-${peerWorkerId}`),
      )
    await workforce.issueCredential(
      {
        peerWorkerId,
        jurisdiction: 'US-CA',
        issuedOn: lastMonth,
        goodUntil: inAYear,
        governmentCertified: true,
      },
      because(`credential-${peerWorkerId}`),
    )
    await workforce.holdSupervision(
      { peerWorkerId, heldOn: lastMonth, nextDueOn: nextMonth },
      because(`supervision-${peerWorkerId}`),
    )
  }
}

const because = (what: string): Call => ({
  metadata: { actor: 'system:sandbox', causationId: `sandbox:${what}` },
  timeoutMs: 60_000,
})
const monthBefore = (day: string): string =>
  new Date(Date.parse(day) - 30 * 86_400_000).toISOString().slice(0, 10)

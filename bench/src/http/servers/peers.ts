import type { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import type { Client } from '@careloom/rpc'

const westside = {
  organizationId: '0190a000-0000-7000-8000-000000000003',
  programId: '0190a000-0000-7000-8000-000000000103',
}
const room = 40
const weekdays = [0, 1, 2, 3, 4].map((day) => ({ day, fromMinute: 480, toMinute: 1_080 }))

/** Peer workers with room for many, all that the rules ask for in order. Answers their ids. */
export async function registerPeers(
  workforce: Client<WorkforceServiceDefinition>,
  count: number,
): Promise<readonly string[]> {
  const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10)
  const nextYear = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10)
  const nextMonth = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  const ids = Array.from(
    { length: count },
    (_, i) => `0190a000-0000-7000-8000-${String(700_000 + i).padStart(12, '0')}`,
  )
  for (const peerWorkerId of ids) {
    const because = (what: string) => ({
      metadata: { actor: 'system:bench', causationId: `bench:${what}:${peerWorkerId}` },
    })
    const details = {
      displayName: `Peer ${peerWorkerId.slice(-4)}`,
      title: 'peer-specialist',
      organizationId: westside.organizationId,
      programIds: [westside.programId],
      languages: ['en'],
      modalities: ['in-person', 'phone'],
      schedule: weekdays,
      caseloadLimit: room,
      proxiedPhone: '(555) 010-0170',
      introduction: 'Here to listen.',
      skills: [],
    }
    await workforce.registerPeerWorker({ peerWorkerId, details }, because('register'))
    await workforce.openFacets(
      { peerWorkerId, forMatching: ['panic'], forPerson: ['panic'], forTeam: [] },
      because('facets'),
    )
    await workforce.declareAvailability(
      { peerWorkerId, canTakeMore: room },
      because('availability'),
    )
    for (const module of ['crisis', 'boundaries', 'ethics', 'listening', 'communication'])
      await workforce.completeModule(
        { peerWorkerId, module, completedOn: lastMonth },
        because(module),
      )
    await workforce.issueCredential(
      {
        peerWorkerId,
        jurisdiction: 'US-CA',
        issuedOn: lastMonth,
        goodUntil: nextYear,
        governmentCertified: true,
      },
      because('credential'),
    )
    await workforce.holdSupervision(
      { peerWorkerId, heldOn: lastMonth, nextDueOn: nextMonth },
      because('supervision'),
    )
  }
  return ids
}

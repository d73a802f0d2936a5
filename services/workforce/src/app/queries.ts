import { fold, type CalendarDay, type EventStore, type ReadModel } from '@careloom/event-sourcing'
import { credentialDecider } from '../domain/credential.ts'
import type { CredentialEvent } from '../domain/credential-events.ts'
import { gapsAgainst, type CredentialGap } from '../domain/jurisdictions/gaps.ts'
import { rulePackFor } from '../domain/jurisdictions/packs.ts'
import { credentialStream } from './commands.ts'
import type { PeerWorkerRow } from './projections/peer-worker-list.ts'

export type WorkforceQueries = {
  get(peerWorkerId: string, afterPosition: number): Promise<PeerWorkerRow | undefined>
  list(peerWorkerIds: readonly string[]): Promise<readonly PeerWorkerRow[]>
  ofOrganization(organizationId: string): Promise<readonly PeerWorkerRow[]>
  /** Undefined when the jurisdiction has no rule pack on that day. */
  gaps(
    peerWorkerId: string,
    jurisdiction: string,
    on: CalendarDay,
  ): Promise<readonly CredentialGap[] | undefined>
}

const maxPeers = 5_000

export function workforceQueries(
  peers: ReadModel<PeerWorkerRow>,
  credentials: EventStore<CredentialEvent>,
): WorkforceQueries {
  return {
    async get(peerWorkerId, afterPosition) {
      if (afterPosition > 0) await peers.reached(afterPosition)
      return peers.get(peerWorkerId)
    },
    async list(peerWorkerIds) {
      const rows = await Promise.all(peerWorkerIds.map((id) => peers.get(id)))
      return rows.filter((row) => row !== undefined)
    },
    async ofOrganization(organizationId) {
      const found = await peers.find({
        index: 'organization',
        from: organizationId,
        to: organizationId,
        limit: maxPeers,
      })
      return found.map(({ row }) => row)
    },
    async gaps(peerWorkerId, jurisdiction, on) {
      const pack = rulePackFor(jurisdiction, on)
      if (pack === undefined) return undefined
      const history = await credentials.read(credentialStream(peerWorkerId))
      return gapsAgainst(pack, fold(credentialDecider, history), on)
    },
  }
}

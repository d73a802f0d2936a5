import type { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { Refused, type Client } from '@careloom/rpc'
import type { PeerWorkers } from '../../app/ports.ts'
import { parseOrganizationId } from '../../domain/ids.ts'

/** Asks `workforce`: the name, title and certification that a team may know; never lived experience. */
export function peerWorkersFromWorkforce(
  workforce: Client<WorkforceServiceDefinition>,
): PeerWorkers {
  return {
    async memberFor(peerWorkerId, metadata) {
      const request = { peerWorkerId, afterPosition: 0 }
      const { details, titleEn, certified } = await workforce.getPeerWorker(request, { metadata })
      if (details === undefined)
        throw new Refused({ category: 'not-found', reason: 'peer-worker-not-registered' })
      return {
        kind: 'peer',
        memberId: peerWorkerId,
        displayName: details.displayName,
        roleTitle: titleEn,
        organizationId: parseOrganizationId(details.organizationId),
        isCertified: certified,
      }
    },
  }
}

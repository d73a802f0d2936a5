import { commandHandler } from '@careloom/event-sourcing'
import { connectionDecider } from '../../domain/delivery.ts'
import type { DeliverNeeds } from './needs.ts'

/** What a hospital said last stays its evidence while it does not answer. */
export function evidenceReader({
  connections,
  ehrs,
  evidence,
  clock,
}: DeliverNeeds): () => Promise<void> {
  const record = commandHandler(connectionDecider, evidence)
  return async () => {
    for (const [connectionId, { ehr }] of ehrs) {
      const read = await ehr.evidence()
      const before = await connections.get(connectionId)
      const data = {
        connectionId,
        answering: read !== undefined,
        hash: read?.hash ?? before?.hash ?? '',
        evidence: read?.evidence ?? before?.evidence ?? {},
        at: clock(),
      }
      await record(
        `connection-${connectionId}`,
        { type: 'RecordEvidence', data },
        { actor: 'system:read-evidence', causationId: `evidence:${connectionId}:${data.at}` },
      )
    }
  }
}

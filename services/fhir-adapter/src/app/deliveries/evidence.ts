import { commandHandler } from '@careloom/event-sourcing'
import { connectionDecider, type ConnectionEvent } from '../../domain/delivery.ts'
import type { DeliverNeeds } from './needs.ts'

/** Asks one hospital what it can do, keeps what it said, and answers it. */
export type ReadEvidence = (connectionId: string) => Promise<ConnectionEvent['data']>

/** What a hospital said last stays its evidence while it does not answer. */
export function evidenceReader({ connections, ehrs, evidence, clock }: DeliverNeeds): ReadEvidence {
  const record = commandHandler(connectionDecider, evidence)
  return async (connectionId) => {
    const read = await ehrs.get(connectionId)?.ehr.evidence()
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
    return data
  }
}

import type { PeerWorkerDetails as WireDetails } from '@careloom/proto/workforce'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'

/** Details as others may know them. */
export function toWire(details: PeerWorkerDetails): WireDetails {
  const {
    displayName,
    title,
    organizationId,
    programIds,
    languages,
    modalities,
    schedule,
    caseloadLimit,
    proxiedPhone,
    introduction,
    skills,
  } = details
  return {
    displayName,
    title,
    organizationId,
    programIds: [...programIds],
    languages: [...languages],
    modalities: [...modalities],
    schedule: schedule.map((span) => ({ ...span })),
    caseloadLimit,
    proxiedPhone,
    introduction,
    skills: [...skills],
  }
}

import { InvalidInput, parseCode, parseKey, parseText } from '@careloom/event-sourcing'
import type { PeerWorkerDetails as WireDetails } from '@careloom/proto/workforce'
import { modalities, peerWorkerTitles } from '@careloom/terminology'
import { parseOrganizationId, parseProgramId } from '../../domain/ids.ts'
import type { PeerWorkerDetails } from '../../domain/peer-worker-details.ts'

/** Anyone of age; programmes for youth say otherwise. */
const adults = { from: 18, to: 120 }

export function parseDetails(details: WireDetails | undefined): PeerWorkerDetails {
  if (details === undefined) throw new InvalidInput('details', 'is required')
  return {
    displayName: parseText('details.displayName', details.displayName, 120),
    title: parseKey('details.title', peerWorkerTitles, details.title),
    organizationId: parseOrganizationId(details.organizationId),
    programIds: details.programIds.map(parseProgramId),
    languages: details.languages.map((language) => parseText('details.languages', language, 35)),
    modalities: details.modalities.map((modality) =>
      parseCode('details.modalities', modalities, modality),
    ),
    schedule: details.schedule,
    travelsMetres: 0,
    skills: details.skills.map((skill) => parseText('details.skills', skill, 60)),
    servesAgesFrom: adults.from,
    servesAgesTo: adults.to,
    caseloadLimit: details.caseloadLimit,
    proxiedPhone: details.proxiedPhone,
    introduction:
      details.introduction === undefined
        ? undefined
        : parseText('details.introduction', details.introduction, 600),
  }
}

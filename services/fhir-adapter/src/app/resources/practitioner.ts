import { peerWorkerTopic, type PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import { toPractitioner, type PeerFacts } from '../../domain/maps/directory.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { list } from '../../domain/search/elements.ts'
import { identifier, indexed, string } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { changed, left, registered } from './peer-worker.ts'

export const practitioner = made<'Practitioner', PublishedPeerWorkerEvent, PeerFacts>({
  type: 'Practitioner',
  class: 'directory',
  profile: usCore('practitioner'),
  topic: peerWorkerTopic,
  on: { PeerWorkerRegistered: registered, PeerWorkerDetailsChanged: changed, PeerWorkerLeft: left },
  about: () => ({}),
  toFhir: toPractitioner,
  search: [
    identifier,
    indexed(
      string('name', ({ name = [] }: ResourceOf<'Practitioner'>) =>
        name.flatMap(({ text, family, given }) => [text, family, ...list(given)]),
      ),
    ),
  ],
})

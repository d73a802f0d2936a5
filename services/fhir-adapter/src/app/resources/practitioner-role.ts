import { peerWorkerTopic, type PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import { toPractitionerRole, type PeerFacts } from '../../domain/maps/directory.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import { indexed, reference, token } from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { changed, left, of, registered } from './peer-worker.ts'

type Role = ResourceOf<'PractitionerRole'>

export const practitionerRole = made<'PractitionerRole', PublishedPeerWorkerEvent, PeerFacts>({
  type: 'PractitionerRole',
  class: 'directory',
  profile: usCore('practitionerrole'),
  topic: peerWorkerTopic,
  on: {
    PeerWorkerRegistered: registered,
    PeerWorkerDetailsChanged: changed,
    StandingAssessed: { of, change: (before, { certified }) => ({ ...before, certified }) },
    PeerWorkerLeft: left,
  },
  about: () => ({}),
  toFhir: toPractitionerRole,
  search: [
    indexed(reference('practitioner', (r: Role) => r.practitioner)),
    indexed(reference('organization', (r: Role) => r.organization)),
    token('specialty', (r: Role) => r.specialty),
    token('role', (r: Role) => r.code),
  ],
  includes: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
})

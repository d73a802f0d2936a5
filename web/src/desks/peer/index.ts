import { addWords } from '../../app/i18n.ts'
import * as words from '../../words/peer.ts'

addWords('peer', words)

export { PeerNote } from './note.tsx'
export { PeerOffer } from './offer.tsx'
export { PeerPeople } from './people.tsx'
export { PeerPerson } from './person.tsx'
export { PeerToday } from './today.tsx'

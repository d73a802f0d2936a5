import { addWords } from '../../app/i18n.ts'
import * as words from './words.ts'
import * as plan from '../../plan/words.ts'

addWords('peer', words)
addWords('plan', plan)

export { PeerNote } from './note.tsx'
export { PeerPeople } from './people.tsx'
export { PeerToday } from './today.tsx'

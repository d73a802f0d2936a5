import './desk.css'
import { addWords } from '../../app/i18n.ts'
import * as words from './words/desk.ts'
import * as plan from '../../plan/words.ts'

addWords('peer', words)
addWords('plan', plan)

export { PeerNote } from './screens/note.tsx'
export { PeerPeople } from './screens/people.tsx'
export { PeerToday } from './screens/today.tsx'

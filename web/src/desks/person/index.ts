import './desk.css'
import { addWords } from '../../app/i18n.ts'
import * as words from './words/desk.ts'
import * as plan from '../../plan/words.ts'

addWords('person', words)
addWords('plan', plan)

export { PersonHome } from './screens/home.tsx'
export { PersonSharing } from './screens/sharing.tsx'

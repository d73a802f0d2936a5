import { addWords } from '../../app/i18n.ts'
import * as words from './words.ts'
import * as plan from '../../plan/words.ts'

addWords('person', words)
addWords('plan', plan)

export { PersonHome } from './home.tsx'
export { PersonSharing } from './sharing.tsx'

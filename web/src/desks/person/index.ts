import { addWords } from '../../app/i18n.ts'
import * as words from '../../words/person.ts'

addWords('person', words)

export { PersonChoose } from './choose.tsx'
export { PersonHome } from './home.tsx'
export { PersonMeasure } from './measure.tsx'
export { PersonSharing } from './sharing.tsx'

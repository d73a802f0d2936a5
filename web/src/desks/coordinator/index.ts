import { addWords } from '../../app/i18n.ts'
import * as words from './words.ts'

addWords('coordinator', words)

export { CoordinatorQueue } from './queue.tsx'

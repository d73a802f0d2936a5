import './desk.css'
import { addWords } from '../../app/i18n.ts'
import * as words from './words/desk.ts'

addWords('coordinator', words)

export { CoordinatorQueue } from './screens/queue.tsx'

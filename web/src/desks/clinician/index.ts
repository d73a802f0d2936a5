import './desk.css'
import { addWords } from '../../app/i18n.ts'
import * as words from './words/desk.ts'

addWords('clinician', words)

export { Launch } from './screens/launch.tsx'
export { ClinicianList } from './screens/list.tsx'
export { ReferralStatus } from './screens/status.tsx'

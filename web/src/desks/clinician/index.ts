import { addWords } from '../../app/i18n.ts'
import * as words from './words.ts'

addWords('clinician', words)

export { Launch } from './launch.tsx'
export { ClinicianList } from './list.tsx'
export { ReferralStatus } from './status.tsx'

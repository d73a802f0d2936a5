import type { en as clinician } from '../words/clinician.ts'
import type { en as common } from '../words/common.ts'
import type { en as coordinator } from '../words/coordinator.ts'
import type { en as integrator } from '../words/integrator.ts'
import type { en as peer } from '../words/peer.ts'
import type { en as peerSafety } from '../words/peer-safety.ts'
import type { en as person } from '../words/person.ts'
import type { en as plan } from '../words/plan.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      clinician: typeof clinician
      coordinator: typeof coordinator
      integrator: typeof integrator
      peer: typeof peer
      peerSafety: typeof peerSafety
      person: typeof person
      plan: typeof plan
    }
  }
}

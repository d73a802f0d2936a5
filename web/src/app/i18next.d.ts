import type { en as clinician } from '../desks/clinician/words/desk.ts'
import type { en as common } from '../words/common.ts'
import type { en as coordinator } from '../desks/coordinator/words/desk.ts'
import type { en as integrator } from '../desks/integrator/words/desk.ts'
import type { en as peer } from '../desks/peer/words/desk.ts'
import type { en as peerSafety } from '../desks/peer/words/safety.ts'
import type { en as person } from '../desks/person/words/desk.ts'
import type { en as plan } from '../plan/words.ts'

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

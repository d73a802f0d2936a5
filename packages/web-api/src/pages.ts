import type { ReadRouteId } from './routes.ts'

/** The rooms of the web app; each is a chunk of its own. */
export type Desk = 'clinician' | 'coordinator' | 'person' | 'peer' | 'integrator' | 'sign-in'

/** A page of the web app: whose chunk draws it, and what it asks first. Parameters of the reads are those of the path. */
export type Page = {
  readonly desk: Desk
  readonly reads: readonly ReadRouteId[]
  /** Whoever is not signed in is asked to before they see anything of it. */
  readonly guarded?: true
}

/** Behind it somebody is signed in. */
const guarded = <const Reads extends readonly ReadRouteId[]>(desk: Desk, reads: Reads) =>
  ({ desk, reads, guarded: true }) as const

/** Every page by its path, Express style: what is not here is not there. */
export const pages = {
  '/': guarded('sign-in', ['getMe']),
  '/login': { desk: 'sign-in', reads: [] },
  '/callback': { desk: 'sign-in', reads: [] },
  '/signed-out': { desk: 'sign-in', reads: [] },
  '/refer': { desk: 'clinician', reads: [] },
  '/refer/referrals/:referralId': { desk: 'clinician', reads: ['getClinicianReferral'] },
  '/clinician': guarded('clinician', ['getMe', 'listClinicianReferrals']),
  '/clinician/referrals/:referralId': guarded('clinician', ['getClinicianReferral']),
  '/coordinator': guarded('coordinator', ['getMe', 'getQueue']),
  '/coordinator/:referralId': guarded('coordinator', [
    'getMe',
    'getQueue',
    'getCoordinatorReferral',
  ]),
  '/person': guarded('person', ['getMe', 'getPersonHome']),
  '/person/choose': guarded('person', ['getMe', 'listChoices']),
  '/person/sharing': guarded('person', ['getMe', 'listConsents']),
  '/person/measures/:measureId': guarded('person', ['getMe', 'getMeasure']),
  '/peer': guarded('peer', ['getMe', 'getPeerToday', 'listPeerPeople']),
  '/peer/offers/:referralId': guarded('peer', ['getMe', 'listOffers']),
  '/peer/people': guarded('peer', ['getMe', 'listPeerPeople']),
  '/peer/people/:assignmentId': guarded('peer', ['getMe', 'getPeerPerson']),
  '/peer/people/:assignmentId/safety': guarded('peer', ['getMe', 'getPeerPerson']),
  '/peer/people/:assignmentId/note': guarded('peer', ['getMe', 'getPeerPerson']),
  '/integrator': guarded('integrator', ['getMe', 'listConnections']),
  '/integrator/deliveries': guarded('integrator', ['getMe']),
  '/integrator/quarantine': guarded('integrator', ['getMe', 'listQuarantine']),
  '/integrator/health': guarded('integrator', ['getMe', 'getHealth']),
} as const satisfies Record<string, Page>

export type PagePath = keyof typeof pages
export type GuardedPath = {
  [Path in PagePath]: (typeof pages)[Path] extends { guarded: true } ? Path : never
}[PagePath]

import type { ReadRouteId } from './routes.ts'

/** The rooms of the web app; each is a chunk of its own. */
export type Desk = 'clinician' | 'coordinator' | 'person' | 'peer' | 'integrator' | 'sign-in'

/** A page of the web app: whose chunk draws it, and what it asks first. Parameters of the reads are those of the path. */
export type Page = {
  readonly desk: Desk
  readonly reads: readonly ReadRouteId[]
}

/** Every page by its path, Express style: what is not here is not there. */
export const pages = {
  '/': { desk: 'sign-in', reads: ['getMe'] },
  '/login': { desk: 'sign-in', reads: [] },
  '/callback': { desk: 'sign-in', reads: [] },
  '/signed-out': { desk: 'sign-in', reads: [] },
  '/refer': { desk: 'clinician', reads: [] },
  '/refer/referrals/:referralId': { desk: 'clinician', reads: ['getClinicianReferral'] },
  '/clinician': { desk: 'clinician', reads: ['getMe', 'listClinicianReferrals'] },
  '/clinician/referrals/:referralId': { desk: 'clinician', reads: ['getClinicianReferral'] },
  '/coordinator': { desk: 'coordinator', reads: ['getMe', 'getQueue'] },
  '/coordinator/:referralId': {
    desk: 'coordinator',
    reads: ['getMe', 'getQueue', 'getCoordinatorReferral'],
  },
  '/person': { desk: 'person', reads: ['getMe', 'getPersonHome'] },
  '/person/choose': { desk: 'person', reads: ['getMe', 'listChoices'] },
  '/person/sharing': { desk: 'person', reads: ['getMe', 'listConsents'] },
  '/person/measures/:measureId': { desk: 'person', reads: ['getMe', 'getMeasure'] },
  '/peer': { desk: 'peer', reads: ['getMe', 'getPeerToday', 'listPeerPeople'] },
  '/peer/offers/:referralId': { desk: 'peer', reads: ['getMe', 'listOffers'] },
  '/peer/people': { desk: 'peer', reads: ['getMe', 'listPeerPeople'] },
  '/peer/people/:assignmentId': { desk: 'peer', reads: ['getMe', 'getPeerPerson'] },
  '/peer/people/:assignmentId/safety': { desk: 'peer', reads: ['getMe', 'getPeerPerson'] },
  '/peer/people/:assignmentId/note': { desk: 'peer', reads: ['getMe', 'getPeerPerson'] },
  '/integrator': { desk: 'integrator', reads: ['getMe', 'listConnections'] },
  '/integrator/deliveries': { desk: 'integrator', reads: ['getMe'] },
  '/integrator/quarantine': { desk: 'integrator', reads: ['getMe', 'listQuarantine'] },
  '/integrator/health': { desk: 'integrator', reads: ['getMe', 'getHealth'] },
} as const satisfies Record<string, Page>

export type PagePath = keyof typeof pages

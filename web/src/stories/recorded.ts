import clinician from '../desks/clinician/fixtures.json' with { type: 'json' }
import coordinator from '../desks/coordinator/fixtures.json' with { type: 'json' }
import integrator from '../desks/integrator/fixtures.json' with { type: 'json' }
import peer from '../desks/peer/fixtures.json' with { type: 'json' }
import person from '../desks/person/fixtures.json' with { type: 'json' }

/** What the server answered each desk: `npm run record-stories` writes it. */
export const recordings = { clinician, coordinator, person, peer, integrator }

/** The moment of every story. */
export const storyTime = person.now

/** Whose pages the stories open. */
export const ids = {
  referral: clinician.full.getClinicianReferral.referralId,
  assignment: peer.full.getPeerPerson.assignmentId,
  offer: peer.full.getPeerToday.offers[0]?.referralId ?? '',
  measure: person.full.getMeasure.measureId,
}

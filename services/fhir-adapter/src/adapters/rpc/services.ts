import type { OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import type { PeopleServiceDefinition } from '@careloom/proto/people'
import type { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { ifFound, type Client } from '@careloom/rpc'
import type { Recorded, ReferralMove, Services } from '../../app/ports.ts'

export type Clients = {
  readonly people: Client<PeopleServiceDefinition>
  readonly referrals: Client<ReferralServiceDefinition>
  readonly outcomes: Client<OutcomeServiceDefinition>
}

const nowhere: Recorded = { stream: '', revision: 0, position: 0 }

/** The services behind FHIR, over whatever transport the host chose. */
export function servicesOver({ people, referrals, outcomes }: Clients): Services {
  return {
    async registerPerson({ personId, organizationId, details, identifiers }, metadata) {
      const made = await people.registerPerson(
        { personId, organizationId, details, identifiers: [...identifiers] },
        { metadata },
      )
      const { personId: id, created, recorded = nowhere } = made
      return { personId: id, created, recorded }
    },
    changePerson: (personId, { details, identifiers }, expectedRevision, metadata) =>
      people.changeDetails(
        { personId, details, identifiers: [...identifiers], expectedRevision },
        { metadata },
      ),
    holderOf: async (identifier, organizationId, metadata) =>
      (await ifFound(people.findPerson({ identifier, organizationId }, { metadata })))?.personId,
    grantConsent: (consentId, grant, metadata) =>
      people.grantConsent({ consentId, ...grant }, { metadata }),
    requestReferral: (referral, metadata) =>
      referrals.requestReferral(
        { ...referral, source: 'ehr-order', identifiers: [...referral.identifiers] },
        { metadata },
      ),
    moveReferral: (referralId, move, reason, ifRevision, metadata) =>
      mover(referrals)[move](referralId, reason, { metadata, ifRevision }),
    programs: async (metadata) => (await referrals.listPrograms({}, { metadata })).programs,
    instruments: async (metadata) => (await outcomes.listInstruments({}, { metadata })).instruments,
    personOfMeasure: async (measureId, metadata) =>
      (await ifFound(outcomes.getMeasure({ measureId, afterPosition: 0 }, { metadata })))?.personId,
    async answerMeasure(measureId, answers, metadata) {
      const { recorded = nowhere } = await outcomes.answerMeasure(
        { measureId, answers: answers.map((each) => ({ ...each })) },
        { metadata },
      )
      return recorded
    },
  }
}

type Call = Parameters<Client<ReferralServiceDefinition>['acceptReferral']>[1]
type Move = (referralId: string, reason: string | undefined, call: Call) => Promise<Recorded>

function mover(referrals: Client<ReferralServiceDefinition>): Readonly<Record<ReferralMove, Move>> {
  return {
    accept: (referralId, _reason, call) => referrals.acceptReferral({ referralId }, call),
    // FHIR gives a text, we keep a code: what the text says stays with the one who wrote it.
    reject: (referralId, _reason, call) =>
      referrals.rejectReferral({ referralId, reasonCode: 'other' }, call),
    'request-cancellation': (referralId, reason, call) =>
      referrals.requestCancellation({ referralId, reason }, call),
    'confirm-cancellation': (referralId, _reason, call) =>
      referrals.confirmCancellation({ referralId }, call),
    complete: (referralId, _reason, call) => referrals.completeReferral({ referralId }, call),
    end: (referralId, _reason, call) =>
      referrals.endReferral({ referralId, reasonCode: 'other' }, call),
  }
}

import { parseInstant, reaction, type Clock, type Reaction } from '@careloom/event-sourcing'
import type {
  PublishedAssignmentEvent,
  PublishedMatchingCaseEvent,
} from '@careloom/proto/assignments'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { ReferralCommands } from '../../app/commands.ts'
import { parseCareTeamId, parseReferralId } from '../../domain/ids.ts'

type Of = { readonly referralId: string }

/** Offers accept a referral; the person's no declines it; a place on the waitlist waitlists it. */
export function onMatchingCase(
  { handle }: ReferralCommands,
  clock: Clock,
): Reaction<PublishedMatchingCaseEvent> {
  const known = ({ referralId }: Of) => ({ referralId: parseReferralId(referralId), at: clock() })
  return reaction<PublishedMatchingCaseEvent>({
    name: 'referrals.on-matching-case',
    on: {
      PeersOfferedToPerson: (offer, metadata) => {
        const data = { ...known(offer), acceptedBy: offer.sentBy }
        return handle({ type: 'AcceptReferral', data }, metadata)
      },
      OffersDeclinedByPerson: (of, metadata) =>
        handle({ type: 'DeclineReferral', data: known(of) }, metadata),
      CaseWaitlisted: (of, metadata) =>
        handle({ type: 'WaitlistReferral', data: known(of) }, metadata),
    },
  })
}

/** The shared plan is open: the referral is in progress. The first contact keeps the promise. */
export function onCarePlan(
  { handle }: ReferralCommands,
  clock: Clock,
): Reaction<PublishedCarePlanEvent> {
  return reaction<PublishedCarePlanEvent>({
    name: 'referrals.on-care-plan',
    on: {
      CarePlanOpened(plan, metadata) {
        const referralId = parseReferralId(plan.referralId)
        const data = { referralId, careTeamId: parseCareTeamId(plan.careTeamId), at: clock() }
        return handle({ type: 'StartReferral', data }, metadata)
      },
      async EncounterRecorded({ noShow, referralId, occurredAt }, metadata) {
        if (noShow) return undefined
        const at = parseInstant('occurredAt', occurredAt)
        const data = { referralId: parseReferralId(referralId), at }
        return handle({ type: 'RecordFirstContact', data }, metadata)
      },
    },
  })
}

/** The assignment is over: the loop closes. */
export function onAssignment(
  { handle }: ReferralCommands,
  clock: Clock,
): Reaction<PublishedAssignmentEvent> {
  return reaction<PublishedAssignmentEvent>({
    name: 'referrals.on-assignment',
    on: {
      AssignmentEnded({ referralId }, metadata) {
        const data = { referralId: parseReferralId(referralId), at: clock() }
        return handle({ type: 'CompleteReferral', data }, metadata)
      },
    },
  })
}

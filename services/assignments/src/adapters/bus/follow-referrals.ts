import { fold, parseInstant, type Clock, type Reaction } from '@careloom/event-sourcing'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import { saidTimes } from '../said-times.ts'
import type { AssignmentsCommands } from '../../app/commands.ts'
import { orTryAgain } from '../../app/try-again.ts'
import { openingOf } from '../../app/rankings.ts'
import {
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { EndReason } from '../../domain/assignment.ts'
import { matchingCaseDecider } from '../../domain/matching-case.ts'

type Requested = Extract<PublishedReferralEvent, { type: 'ReferralRequested' }>

/**
 * A referral that is requested opens its case, one that is reopened opens it again; one that is over closes it, and ends the assignment that came of it
 * unless it was completed. Refusals are answers: the case went another way meanwhile.
 */
export function onReferral(
  commands: AssignmentsCommands,
  clock: Clock,
): Reaction<PublishedReferralEvent> {
  const name = 'assignments.on-referral'
  return {
    name,
    handles: [
      'ReferralRequested',
      'ReferralRejected',
      'ReferralDeclined',
      'ReferralCancelled',
      'ReferralCompleted',
      'ReferralEndedUnable',
      'ReferralExpired',
      'ReferralReopened',
    ],
    keyOf: (event) => event.stream,
    async handle(event) {
      const metadata = { ...event.meta, actor: `system:${name}`, causationId: event.id }
      if (event.type === 'ReferralRequested') {
        orTryAgain(await commands.openCase(openingFor(event.data), metadata))
        return
      }
      const referralId = parseReferralId(event.data.referralId)
      if (event.type === 'ReferralReopened') {
        const reopening = { type: 'ReopenCase' as const, data: { referralId, reopenedAt: clock() } }
        orTryAgain(await commands.onCase(referralId, () => reopening, metadata))
        return
      }
      const closing = { type: 'CloseCase' as const, data: { referralId, closedAt: clock() } }
      orTryAgain(await commands.onCase(referralId, () => closing, metadata))
      const state = fold(matchingCaseDecider, await commands.caseHistory(referralId))
      const reason = endReasonOf[event.type]
      if (reason === undefined || state.status !== 'closed' || state.assignmentId === null) return
      const ending = { assignmentId: state.assignmentId, reason, endedAt: clock() }
      orTryAgain(await commands.assignment({ type: 'EndAssignment', data: ending }, metadata))
    },
  }
}

/** How an assignment ends whose referral is over; one that was completed goes on as long as the two want. */
const endReasonOf: Readonly<Partial<Record<PublishedReferralEvent['type'], EndReason>>> = {
  ReferralDeclined: 'person-chose-to-end',
  ReferralCancelled: 'referral-cancelled',
  ReferralEndedUnable: 'referral-cancelled',
}

function openingFor(data: Requested['data']) {
  return openingOf({
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    programId: parseProgramId(data.programId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
    preferredLanguage: data.preferredLanguage ?? null,
    meetingTimes: saidTimes(data.contact),
    requestedAt: parseInstant('requestedAt', data.requestedAt),
    isOver: false,
  })
}

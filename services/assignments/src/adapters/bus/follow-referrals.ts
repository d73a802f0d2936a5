import {
  fold,
  orTryAgain,
  parseInstant,
  reaction,
  type Clock,
  type DataOf,
  type Metadata,
  type Reaction,
} from '@careloom/event-sourcing'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import { saidTimes } from '../wire/said-times.ts'
import type { AssignmentsCommands } from '../../app/commands.ts'
import { openingOf } from '../../app/rankings.ts'
import {
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { EndReason } from '../../domain/assignment.ts'
import { matchingCaseDecider } from '../../domain/matching-case.ts'

/**
 * A referral that is requested opens its case, one that is reopened opens it again; one that is over closes it, and ends
 * the assignment that came of it, unless it was completed: that goes on as long as the two want.
 */
export function onReferral(
  commands: AssignmentsCommands,
  clock: Clock,
): Reaction<PublishedReferralEvent> {
  async function close({ referralId: id }: Of, metadata: Metadata): Promise<void> {
    const referralId = parseReferralId(id)
    const closing = { type: 'CloseCase' as const, data: { referralId, closedAt: clock() } }
    orTryAgain(await commands.onCase(referralId, () => closing, metadata))
  }
  const endFor = (reason: EndReason) => async (of: Of, metadata: Metadata) => {
    await close(of, metadata)
    const history = await commands.caseHistory(parseReferralId(of.referralId))
    const state = fold(matchingCaseDecider, history)
    if (state.status !== 'closed' || state.assignmentId === undefined) return undefined
    const data = { assignmentId: state.assignmentId, reason, endedAt: clock() }
    return commands.assignment({ type: 'EndAssignment', data }, metadata)
  }
  return reaction<PublishedReferralEvent>({
    name: 'assignments.on-referral',
    on: {
      ReferralRequested: (data, metadata) => commands.openCase(openingFor(data), metadata),
      ReferralReopened(data, metadata) {
        const referralId = parseReferralId(data.referralId)
        const reopening = { type: 'ReopenCase' as const, data: { referralId, reopenedAt: clock() } }
        return commands.onCase(referralId, () => reopening, metadata)
      },
      ReferralRejected: close,
      ReferralCompleted: close,
      ReferralExpired: close,
      ReferralDeclined: endFor('person-chose-to-end'),
      ReferralCancelled: endFor('referral-cancelled'),
      ReferralEndedUnable: endFor('referral-cancelled'),
    },
  })
}

type Of = { readonly referralId: string }

function openingFor(data: DataOf<PublishedReferralEvent, 'ReferralRequested'>) {
  return openingOf({
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    programId: parseProgramId(data.programId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
    preferredLanguage: data.preferredLanguage,
    meetingTimes: saidTimes(data.contact),
    requestedAt: parseInstant('requestedAt', data.requestedAt),
    isOver: false,
  })
}

import { fold, parseInstant, type Clock, type Reaction } from '@careloom/event-sourcing'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import type { AssignmentsCommands } from '../../app/commands.ts'
import { openingOf } from '../../app/rankings.ts'
import {
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import { matchingCaseDecider } from '../../domain/matching-case.ts'

type Requested = Extract<PublishedReferralEvent, { type: 'ReferralRequested' }>

/**
 * A referral that is requested opens its case; one that is over closes it, and ends the assignment that came of it
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
    ],
    keyOf: (event) => event.stream,
    async handle(event) {
      const metadata = { ...event.meta, actor: `system:${name}`, causationId: event.id }
      if (event.type === 'ReferralRequested') {
        await commands.openCase(openingFor(event.data), metadata)
        return
      }
      const referralId = parseReferralId(event.data.referralId)
      await commands.onCase(
        referralId,
        () => ({ type: 'CloseCase', data: { referralId, closedAt: clock() } }),
        metadata,
      )
      const state = fold(matchingCaseDecider, await commands.caseHistory(referralId))
      if (
        event.type === 'ReferralCompleted' ||
        state.status !== 'closed' ||
        state.assignmentId === null
      )
        return
      const reason =
        event.type === 'ReferralDeclined'
          ? ('person-chose-to-end' as const)
          : ('referral-cancelled' as const)
      await commands.assignment(
        {
          type: 'EndAssignment',
          data: { assignmentId: state.assignmentId, reason, endedAt: clock() },
        },
        metadata,
      )
    },
  }
}

function openingFor(data: Requested['data']) {
  return openingOf({
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    programId: parseProgramId(data.programId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
    preferredLanguage: data.preferredLanguage ?? null,
    requestedAt: parseInstant('requestedAt', data.requestedAt),
    isOver: false,
  })
}

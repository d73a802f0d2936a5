import {
  parseInstant,
  type AnyEvent,
  type Clock,
  type Reaction,
  type Told,
} from '@careloom/event-sourcing'
import type {
  PublishedAssignmentEvent,
  PublishedMatchingCaseEvent,
} from '@careloom/proto/assignments'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { ReferralCommands } from '../../app/commands.ts'
import { parseCareTeamId, parseReferralId } from '../../domain/ids.ts'
import type { ReferralCommand } from '../../domain/referral-events.ts'

type Later = Exclude<ReferralCommand, { type: 'RequestReferral' }>

/** Offers accept a referral; the person's no declines it; a place on the waitlist waitlists it. */
export function onMatchingCase(
  commands: ReferralCommands,
  clock: Clock,
): Reaction<PublishedMatchingCaseEvent> {
  return follow(
    commands,
    'referrals.on-matching-case',
    ['PeersOfferedToPerson', 'OffersDeclinedByPerson', 'CaseWaitlisted'],
    (event) => {
      const known = { referralId: parseReferralId(event.data.referralId), at: clock() }
      switch (event.type) {
        case 'PeersOfferedToPerson':
          return { type: 'AcceptReferral', data: { ...known, acceptedBy: event.data.sentBy } }
        case 'OffersDeclinedByPerson':
          return { type: 'DeclineReferral', data: known }
        case 'CaseWaitlisted':
          return { type: 'WaitlistReferral', data: known }
        default:
          return undefined
      }
    },
  )
}

/** The shared plan is open: the referral is in progress. The first contact keeps the promise. */
export function onCarePlan(
  commands: ReferralCommands,
  clock: Clock,
): Reaction<PublishedCarePlanEvent> {
  return follow(
    commands,
    'referrals.on-care-plan',
    ['CarePlanOpened', 'EncounterRecorded'],
    (event) => {
      if (event.type === 'CarePlanOpened')
        return {
          type: 'StartReferral',
          data: {
            referralId: parseReferralId(event.data.referralId),
            careTeamId: parseCareTeamId(event.data.careTeamId),
            at: clock(),
          },
        }
      if (event.type !== 'EncounterRecorded' || event.data.noShow) return undefined
      const at = parseInstant('occurredAt', event.data.occurredAt)
      return {
        type: 'RecordFirstContact',
        data: { referralId: parseReferralId(event.data.referralId), at },
      }
    },
  )
}

/** The assignment is over: the loop closes. */
export function onAssignment(
  commands: ReferralCommands,
  clock: Clock,
): Reaction<PublishedAssignmentEvent> {
  return follow(commands, 'referrals.on-assignment', ['AssignmentEnded'], (event) => {
    if (event.type !== 'AssignmentEnded') return undefined
    return {
      type: 'CompleteReferral',
      data: { referralId: parseReferralId(event.data.referralId), at: clock() },
    }
  })
}

/**
 * Sends the command that an event of another service leads to, with the event's id as causation. A refusal is an
 * answer (the referral went another way meanwhile), not a reason to try again.
 */
function follow<E extends AnyEvent>(
  commands: ReferralCommands,
  name: string,
  handles: readonly E['type'][],
  commandFor: (event: Told<E>) => Later | undefined,
): Reaction<E> {
  return {
    name,
    handles,
    keyOf: (event) => event.stream,
    async handle(event) {
      const command = commandFor(event)
      if (command === undefined) return
      await commands.handle(command, {
        ...event.meta,
        actor: `system:${name}`,
        causationId: event.id,
      })
    },
  }
}

import type { ResourceType } from '../../../domain/resource.ts'
import type { Facts, SourceEvent } from './facts.ts'
import { firstFacts } from './first-facts.ts'
import { consentAfter, personAfter } from './person.ts'
import { referralAfter } from './referral.ts'
import { teamAfter } from './team.ts'

/** The facts of one resource after an event; undefined when it does not change them. */
export function factsAfter(
  type: ResourceType,
  before: Facts | undefined,
  event: SourceEvent,
): Facts | undefined {
  if (before === undefined) return firstFacts(event)
  switch (before.kind) {
    case 'person':
      return personAfter(before, event)
    case 'consent':
      return consentAfter(before, event)
    case 'referral':
      return referralAfter(type, before, event)
    case 'peer':
      if (event.type === 'PeerWorkerDetailsChanged' && event.data.details !== undefined)
        return { ...before, details: event.data.details }
      if (event.type === 'StandingAssessed')
        return type === 'PractitionerRole'
          ? { ...before, certified: event.data.certified }
          : undefined
      return event.type === 'PeerWorkerLeft' ? { ...before, active: false } : undefined
    case 'team':
      return teamAfter(before, event)
    case 'goal':
      if (event.type === 'GoalAgreed')
        return { ...before, goal: { ...before.goal, status: 'agreed' } }
      return event.type === 'GoalDeclined'
        ? { ...before, goal: { ...before.goal, status: 'declined' } }
        : undefined
    default:
      return undefined
  }
}

import type { Told } from '@careloom/event-sourcing'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { CarePlanEvent } from '../../domain/care-plan-events.ts'
import type { CareTeamEvent } from '../../domain/care-team.ts'
import type { EncounterEvent, RecordedEncounter } from '../../domain/encounter.ts'
import type { MeetingEvent } from '../../domain/meeting-events.ts'
import { memberToWire } from '../wire.ts'

/** Private event in, contract out. Steps, ratings, small achievements, and where the two meet stay between them. */
export function published(
  event: Told<CarePlanEvent | CareTeamEvent | EncounterEvent | MeetingEvent>,
): PublishedCarePlanEvent | undefined {
  switch (event.type) {
    case 'CarePlanOpened': {
      const { peerWorkerId: _peer, ...opening } = event.data
      return { type: event.type, data: opening }
    }
    case 'VisionWritten': {
      const { carePlanId, personId, words, writtenAt } = event.data
      return { type: event.type, data: { carePlanId, personId, words, writtenAt } }
    }
    case 'GoalProposed':
      return { type: event.type, data: event.data }
    case 'GoalAgreed': {
      const { goalId, carePlanId, personId, agreedAt } = event.data
      return { type: event.type, data: { goalId, carePlanId, personId, agreedAt } }
    }
    case 'GoalDeclined': {
      const { goalId, carePlanId, personId } = event.data
      return { type: event.type, data: { goalId, carePlanId, personId } }
    }
    case 'CarePlanClosed': {
      const { careTeamId, carePlanId, personId, closedAt } = event.data
      return { type: event.type, data: { careTeamId, carePlanId, personId, closedAt } }
    }
    case 'CareTeamMemberJoined':
      return { type: event.type, data: { ...event.data, member: memberToWire(event.data.member) } }
    case 'CareTeamMemberLeft':
      return { type: event.type, data: event.data }
    case 'EncounterRecorded':
      return { type: event.type, data: encounter(event.data) }
    case 'GoalRated': {
      const { goalId, carePlanId, personId } = event.data
      return { type: event.type, data: { goalId, carePlanId, personId } }
    }
    case 'MeetingPlanned': {
      const { place: _place, plannedAt: _at, ...meeting } = event.data
      return { type: event.type, data: meeting }
    }
    case 'MeetingChanged': {
      const { place: _place, changedAt: _at, ...meeting } = event.data
      return { type: event.type, data: meeting }
    }
    case 'MeetingCancelled':
      return { type: event.type, data: event.data }
    case 'MeetingHeld':
    case 'MeetingMissed': {
      const { recordedAt: _at, ...meeting } = event.data
      return { type: event.type, data: meeting }
    }
    default:
      return undefined
  }
}

/** That a contact took place is told; its words only if the person lets them reach the EHR. */
function encounter(recorded: RecordedEncounter): EncounterTold {
  const { encounterId, carePlanId, assignmentId, referralId, personId, peerWorkerId } = recorded
  const { organizationId, part2, occurredAt, modality, minutes, kinds, shareWithEhr } = recorded
  const { meetingId } = recorded
  const words = shareWithEhr ? recorded : undefined
  return {
    encounterId,
    carePlanId,
    assignmentId,
    referralId,
    personId,
    peerWorkerId,
    organizationId,
    part2,
    occurredAt,
    modality,
    minutes,
    kinds: [...kinds],
    noShow: recorded.isNoShow,
    shareWithEhr,
    personsIdea: words?.personsIdea ?? undefined,
    nextStep: words?.nextStep ?? undefined,
    meetingId,
  }
}

type EncounterTold = Extract<PublishedCarePlanEvent, { type: 'EncounterRecorded' }>['data']

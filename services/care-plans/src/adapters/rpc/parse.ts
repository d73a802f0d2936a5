import {
  InvalidInput,
  parseCode,
  parseGiven,
  parseInstant,
  parseText,
} from '@careloom/event-sourcing'
import type {
  ChangeMeetingRequest,
  PlanMeetingRequest,
  RecordEncounterRequest,
} from '@careloom/proto/care-plans'
import { kindsOfSupport, modalities, nextStepOwners } from '@careloom/terminology'
import type { Arranging } from '../../app/arrange-meetings.ts'
import type { EncounterNote } from '../../app/record-encounter.ts'
import type { Attainment } from '../../domain/care-plan-events.ts'
import { parseAssignmentId, parseEncounterId, parseMeetingId } from '../../domain/ids.ts'

const attainments: readonly Attainment[] = [-2, -1, 0, 1, 2]

export function parseNote(request: RecordEncounterRequest): EncounterNote {
  const { nextStepOwner, minutes, shareWithEhr, noShow, meetingId } = request
  return {
    encounterId: parseEncounterId(request.encounterId),
    assignmentId: parseAssignmentId(request.assignmentId),
    occurredAt: parseInstant('occurredAt', request.occurredAt),
    modality: parseCode('modality', modalities, request.modality),
    minutes,
    kinds: [...new Set(request.kinds.map((kind) => parseCode('kinds', kindsOfSupport, kind)))],
    isNoShow: noShow,
    personsIdea: optional('personsIdea', request.personsIdea),
    nextStep: optional('nextStep', request.nextStep),
    nextStepOwner:
      nextStepOwner === undefined
        ? undefined
        : parseCode('nextStepOwner', nextStepOwners, nextStepOwner),
    shareWithEhr,
    ...(meetingId === undefined ? {} : { meetingId: parseMeetingId(meetingId) }),
  }
}

/** When and how; who arranges it is said apart, under a name of its own in each request. */
export function parseArranging(
  request: PlanMeetingRequest | ChangeMeetingRequest,
): Omit<Arranging, 'arranger'> {
  return {
    meetingId: parseMeetingId(request.meetingId),
    startsAt: parseInstant('startsAt', request.startsAt),
    minutes: request.minutes,
    modality: parseCode('modality', modalities, request.modality),
    location: optional('location', request.location, 500),
    isOverlapAccepted: request.overlapAccepted,
  }
}

/** @throws InvalidInput unless a whole number from -2 to 2 */
export function parseAttainment(rating: number): Attainment {
  const found = attainments.find((each) => each === rating)
  if (found === undefined) throw new InvalidInput('rating', 'must be a whole number from -2 to 2')
  return found
}

function optional(field: string, value: string | undefined, max = 1_000): string | undefined {
  return parseGiven(value, (text) => parseText(field, text, max))
}

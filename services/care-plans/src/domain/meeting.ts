import { accept, later, refuse, unreachable } from '@careloom/event-sourcing'
import type { Decider, Decision, Instant } from '@careloom/event-sourcing'
import type {
  AboutMeeting,
  Arrangement,
  Arranger,
  MeetingCommand,
  MeetingEvent,
  MeetingRefusal,
  PeersTime,
} from './meeting-events.ts'

export type MeetingStatus = 'planned' | 'cancelled' | 'held' | 'missed'

export type Meeting =
  | { readonly status: 'none' }
  | {
      readonly status: MeetingStatus
      readonly about: AboutMeeting
      readonly arrangement: Arrangement
    }

type Known = Exclude<Meeting, { status: 'none' }>
type MeetingDecision = Decision<MeetingEvent, MeetingRefusal>
type LaterCommand = Exclude<MeetingCommand, { type: 'PlanMeeting' }>
type DataOf<Type extends MeetingCommand['type']> = Extract<MeetingCommand, { type: Type }>['data']

const minutesMin = 5
const minutesMax = 8 * 60
const aYearMs = 366 * 86_400_000

/**
 * A meeting that a person and their peer look forward to: FHIR R4 Appointment (planned = `booked`, held = `fulfilled`,
 * missed = `noshow`), which an Encounter fulfils. Screens and code say meeting, as the two do; an appointment is what one has
 * with a doctor.
 */
export const meetingDecider: Decider<Meeting, MeetingCommand, MeetingEvent, MeetingRefusal> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'PlanMeeting') return plan(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'meeting-not-planned')
    return whenKnown(command, state)
  },
  evolve(state, event) {
    if (event.type === 'MeetingPlanned')
      return {
        status: 'planned',
        about: aboutOf(event.data),
        arrangement: arrangementOf(event.data),
      }
    if (state.status === 'none') return state
    switch (event.type) {
      case 'MeetingChanged':
        return { ...state, arrangement: arrangementOf(event.data) }
      case 'MeetingCancelled':
        return { ...state, status: 'cancelled' }
      case 'MeetingHeld':
        return { ...state, status: 'held' }
      case 'MeetingMissed':
        return { ...state, status: 'missed' }
      default:
        return unreachable(event)
    }
  },
}

function whenKnown(command: LaterCommand, state: Known): MeetingDecision {
  const { about } = state
  switch (command.type) {
    case 'ChangeMeeting':
      return change(command.data, state)
    case 'CancelMeeting':
      if (state.status === 'cancelled') return accept()
      return state.status === 'planned'
        ? accept({ type: 'MeetingCancelled', data: { ...about, ...command.data } })
        : refuse('conflict', 'meeting-over')
    // A second note about the same meeting, or one about a meeting that was cancelled and took place after all, is a
    // contact like any other: the encounter stands, the meeting stays as it is.
    case 'HoldMeeting':
      return state.status === 'planned'
        ? accept({ type: 'MeetingHeld', data: { ...about, ...command.data } })
        : accept()
    case 'MissMeeting':
      return state.status === 'planned'
        ? accept({ type: 'MeetingMissed', data: { ...about, ...command.data } })
        : accept()
    default:
      return unreachable(command)
  }
}

function plan(data: DataOf<'PlanMeeting'>, state: Meeting): MeetingDecision {
  const { isPeerFree, isOverlapAccepted, ...planning } = data
  if (state.status !== 'none')
    return isSame(state.arrangement, planning)
      ? accept()
      : refuse('conflict', 'meeting-already-planned')
  const problem = problemWith(planning, planning.plannedAt)
  if (problem !== undefined) return refuse('incorrect', problem)
  if (!mayTake({ isPeerFree, isOverlapAccepted }, planning.plannedBy))
    return refuse('conflict', 'peer-not-free')
  return accept({ type: 'MeetingPlanned', data: planning })
}

function change(data: DataOf<'ChangeMeeting'>, state: Known): MeetingDecision {
  const { isPeerFree, isOverlapAccepted, ...changing } = data
  if (state.status === 'cancelled') return refuse('conflict', 'meeting-cancelled')
  if (state.status !== 'planned') return refuse('conflict', 'meeting-over')
  if (isSame(state.arrangement, changing)) return accept()
  const problem = problemWith(changing, changing.changedAt)
  if (problem !== undefined) return refuse('incorrect', problem)
  if (!mayTake({ isPeerFree, isOverlapAccepted }, changing.changedBy))
    return refuse('conflict', 'peer-not-free')
  return accept({ type: 'MeetingChanged', data: { ...state.about, ...changing } })
}

function problemWith({ startsAt, minutes }: Arrangement, now: Instant): MeetingRefusal | undefined {
  if (startsAt < now) return 'meeting-in-the-past'
  if (startsAt > later(now, aYearMs)) return 'meeting-too-far-ahead'
  return Number.isSafeInteger(minutes) && minutes >= minutesMin && minutes <= minutesMax
    ? undefined
    : 'minutes-incorrect'
}

/**
 * The peer knows whether two things go together, and is only warned. The person cannot see the peer's day: for them another
 * time is kinder than a meeting that cannot be kept.
 */
function mayTake({ isPeerFree, isOverlapAccepted }: PeersTime, arranger: Arranger): boolean {
  return isPeerFree || (arranger === 'peer' && isOverlapAccepted)
}

/** When a meeting is over, as planned. */
export function endOf({ startsAt, minutes }: Pick<Arrangement, 'startsAt' | 'minutes'>): Instant {
  return later(startsAt, minutes * 60_000)
}

/** Whether two meetings take some of the same time; one may begin when the other ends. */
export function overlap(
  one: Pick<Arrangement, 'startsAt' | 'minutes'>,
  other: Pick<Arrangement, 'startsAt' | 'minutes'>,
): boolean {
  return one.startsAt < endOf(other) && other.startsAt < endOf(one)
}

function isSame(one: Arrangement, other: Arrangement): boolean {
  return (
    one.startsAt === other.startsAt &&
    one.minutes === other.minutes &&
    one.modality === other.modality &&
    one.location === other.location
  )
}

function arrangementOf({ startsAt, minutes, modality, location }: Arrangement): Arrangement {
  return { startsAt, minutes, modality, location }
}

function aboutOf(about: AboutMeeting): AboutMeeting {
  const { meetingId, carePlanId, assignmentId, personId, peerWorkerId, organizationId, part2 } =
    about
  return { meetingId, carePlanId, assignmentId, personId, peerWorkerId, organizationId, part2 }
}

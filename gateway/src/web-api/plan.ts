import type { CarePlanView, EncounterView, GoalView, MeetingView } from '@careloom/proto/care-plans'
import { goalDomains, goalStatuses, nextStepOwners, voices } from '@careloom/terminology'
import { joinUrl, type Goal, type Meeting, type NextStep } from '@careloom/web-api'
import { modalitiesOf } from './reasons.ts'

const oneOf = <T extends string>(values: readonly T[], value: string | undefined) =>
  values.find((each) => each === value)

/** A no is news for two weeks; after that it is only a reminder of it. */
const declinedShownMs = 14 * 86_400_000

/** The goals as one of the two sees them: a declined one only by whoever proposed it, so that nothing vanishes unsaid. */
export function goalsFor(
  reader: 'person' | 'peer',
  plan: CarePlanView | undefined,
  now: string,
): Goal[] {
  const isShown = ({ status, proposedBy, declinedBy, declinedAt }: GoalView) =>
    status !== 'declined' ||
    (proposedBy === reader &&
      declinedBy !== reader &&
      Date.parse(now) - Date.parse(declinedAt ?? '') < declinedShownMs)
  return (plan?.goals ?? []).filter(isShown).map((goal) => ({
    goalId: goal.goalId,
    words: goal.words,
    domain: oneOf(goalDomains, goal.domain) ?? 'hope',
    status: oneOf(goalStatuses, goal.status) ?? 'ended',
    proposedBy: oneOf(voices, goal.proposedBy) ?? 'person',
    ratings: {
      person: goal.ratedByPerson ?? null,
      peer: goal.ratedByPeer ?? null,
      clinician: goal.ratedByClinician ?? null,
    },
  }))
}

/** What the two agreed on when they last met; `encounters` are the newest first. */
export function nextStepOf(encounters: readonly EncounterView[]): NextStep | null {
  const last = encounters.find(({ noShow }) => !noShow)
  if (last?.nextStep === undefined) return null
  const { nextStep: words, occurredAt: saidAt } = last
  return { words, owner: oneOf(nextStepOwners, last.nextStepOwner) ?? null, saidAt }
}

const link = /https:\/\/\S+/

export function meetingOf({
  meetingId,
  startsAt,
  minutes,
  modality,
  location,
}: MeetingView): Meeting {
  const found = joinUrl.safeParse(link.exec(location ?? '')?.[0])
  return {
    meetingId,
    at: startsAt,
    minutes,
    modality: modalitiesOf([modality])[0] ?? 'phone',
    location: location ?? null,
    joinUrl: found.success ? found.data : null,
  }
}

export const endMsOf = ({ startsAt, minutes }: MeetingView): number =>
  Date.parse(startsAt) + minutes * 60_000

/** The first one that is not over yet, of meetings in their order. */
export function nextMeetingOf(meetings: readonly MeetingView[], now: string): Meeting | null {
  const next = meetings.find((each) => endMsOf(each) > Date.parse(now))
  return next === undefined ? null : meetingOf(next)
}

/** Older than a month, nobody writes it up any more. */
const writtenUpWithinMs = 30 * 86_400_000

/** From when on a peer's meetings are asked for: everything that may still be written up, and all that is to come. */
export const shownFrom = (now: string): string =>
  new Date(Date.parse(now) - writtenUpWithinMs).toISOString()

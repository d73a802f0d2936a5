import type { CarePlanView, EncounterView, GoalView, MeetingView } from '@careloom/proto/care-plans'
import type { CarePlanRow, GoalRow } from '../../app/projections/care-plan-list.ts'
import type { EncounterRow } from '../../app/projections/encounter-list.ts'
import type { MeetingRow } from '../../app/projections/meeting-list.ts'
import { memberToWire } from '../wire.ts'

export function carePlanView(row: CarePlanRow): CarePlanView {
  const { carePlanId, careTeamId, assignmentId, referralId, personId, programId, organizationId } =
    row
  return {
    carePlanId,
    revision: row.revision,
    careTeamId,
    assignmentId,
    referralId,
    personId,
    programId,
    organizationId,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    vision: row.vision,
    goals: row.goals.map(goalView),
    members: row.members.map(memberToWire),
  }
}

function goalView(goal: GoalRow): GoalView {
  const { goalId, words, domain, status, proposedBy, ratings } = goal
  return {
    goalId,
    words,
    domain,
    status,
    proposedBy,
    ratedByPerson: ratings.person,
    ratedByPeer: ratings.peer,
    ratedByClinician: ratings.clinician,
    declinedBy: goal.declinedBy,
    declinedAt: goal.declinedAt,
  }
}

export function encounterView(row: EncounterRow): EncounterView {
  const { encounterId, assignmentId, occurredAt, modality, minutes, kinds, shareWithEhr } = row
  return {
    encounterId,
    assignmentId,
    occurredAt,
    modality,
    minutes,
    kinds: [...kinds],
    personsIdea: row.personsIdea ?? undefined,
    nextStep: row.nextStep ?? undefined,
    nextStepOwner: row.nextStepOwner ?? undefined,
    shareWithEhr,
    noShow: row.isNoShow,
  }
}

export function meetingView({ part2: _part2, place, ...row }: MeetingRow): MeetingView {
  return { ...row, place: place ?? undefined }
}

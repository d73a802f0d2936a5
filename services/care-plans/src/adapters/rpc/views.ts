import type { CarePlanView, EncounterView, GoalView, MeetingView } from '@careloom/proto/care-plans'
import type { CarePlanRow, GoalRow } from '../../app/projections/care-plan-list.ts'
import type { EncounterRow } from '../../app/projections/encounter-list.ts'
import type { MeetingRow } from '../../app/projections/meeting-list.ts'
import { memberToWire } from '../wire/member.ts'

export function carePlanView({
  peerWorkerId: _peer,
  part2: _part2,
  goals,
  members,
  ...row
}: CarePlanRow): CarePlanView {
  return { ...row, goals: goals.map(goalView), members: members.map(memberToWire) }
}

function goalView({ ratings, ...goal }: GoalRow): GoalView {
  return {
    ...goal,
    ratedByPerson: ratings.person,
    ratedByPeer: ratings.peer,
    ratedByClinician: ratings.clinician,
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
    personsIdea: row.personsIdea,
    nextStep: row.nextStep,
    nextStepOwner: row.nextStepOwner,
    shareWithEhr,
    noShow: row.isNoShow,
  }
}

export function meetingView({ part2: _part2, ...row }: MeetingRow): MeetingView {
  return row
}

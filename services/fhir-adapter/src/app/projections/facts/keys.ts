import type { SourceEvent } from './facts.ts'

/** Which resources an event changes. */
export function keysOf(event: SourceEvent): readonly string[] {
  switch (event.type) {
    case 'PersonRegistered':
    case 'PersonDetailsCorrected':
    case 'PreferencesEdited':
    case 'IdentifierLinked':
    case 'IdentifierUnlinked':
      return [`Patient/${event.data.personId}`]
    case 'ConsentGranted':
    case 'ConsentNarrowed':
    case 'ConsentRevoked':
    case 'ConsentExpired':
      return [`Consent/${event.data.consentId}`]
    case 'PeerWorkerRegistered':
    case 'PeerWorkerDetailsChanged':
    case 'PeerWorkerLeft':
    case 'StandingAssessed':
      return [
        `Practitioner/${event.data.peerWorkerId}`,
        `PractitionerRole/${event.data.peerWorkerId}`,
      ]
    case 'CarePlanOpened':
      return [`CareTeam/${event.data.careTeamId}`, `CarePlan/${event.data.carePlanId}`]
    case 'CareTeamMemberJoined':
    case 'CareTeamMemberLeft':
      return [`CareTeam/${event.data.careTeamId}`]
    case 'VisionWritten':
      return [`CarePlan/${event.data.carePlanId}`]
    case 'CarePlanClosed':
      return [`CarePlan/${event.data.carePlanId}`, `CareTeam/${event.data.careTeamId}`]
    case 'GoalProposed':
      return [`Goal/${event.data.goalId}`, `CarePlan/${event.data.carePlanId}`]
    case 'GoalAgreed':
    case 'GoalDeclined':
      return [`Goal/${event.data.goalId}`]
    case 'EncounterRecorded':
      return [`Encounter/${event.data.encounterId}`]
    case 'MeasureAnswered':
      return [
        `QuestionnaireResponse/${event.data.measureId}`,
        `Observation/${event.data.measureId}`,
      ]
    default:
      return 'referralId' in event.data
        ? [`ServiceRequest/${event.data.referralId}`, `Task/${event.data.referralId}`]
        : []
  }
}

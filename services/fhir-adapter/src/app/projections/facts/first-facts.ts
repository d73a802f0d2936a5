import type { Facts, SourceEvent } from './facts.ts'

export function firstFacts(event: SourceEvent): Facts | undefined {
  switch (event.type) {
    case 'PersonRegistered': {
      const { personId, organizationId, details, identifiers } = event.data
      return details === undefined
        ? undefined
        : {
            kind: 'person',
            id: personId,
            personId,
            organizationId,
            details,
            identifiers,
            part2: false,
          }
    }
    case 'ConsentGranted': {
      const { consentId, ...grant } = event.data
      return {
        kind: 'consent',
        id: consentId,
        personId: grant.personId,
        active: true,
        grant,
        part2: false,
      }
    }
    case 'ReferralRequested': {
      const { referralId, personId, organizationId, part2 } = event.data
      return {
        kind: 'referral',
        personId,
        recordOrganizationId: organizationId,
        part2,
        referralId,
        referral: { ...event.data, status: 'requested' },
      }
    }
    case 'PeerWorkerRegistered': {
      const { peerWorkerId: id, details } = event.data
      return details === undefined
        ? undefined
        : { kind: 'peer', id, details, active: true, certified: false, part2: false }
    }
    case 'CarePlanOpened': {
      const { personId, organizationId, referralId } = event.data
      const part2 = event.data.part2
      return {
        kind: 'team',
        personId,
        recordOrganizationId: organizationId,
        part2,
        referralId,
        goalIds: [],
        team: { ...event.data, part2, members: [] },
      }
    }
    case 'GoalProposed': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'goal',
        personId,
        recordOrganizationId: organizationId,
        part2,
        goal: { ...event.data, status: 'proposed' },
      }
    }
    case 'EncounterRecorded': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'encounter',
        personId,
        recordOrganizationId: organizationId,
        part2,
        encounter: event.data,
      }
    }
    case 'MeasureAnswered': {
      const { personId, organizationId, part2 } = event.data
      return {
        kind: 'answered',
        personId,
        recordOrganizationId: organizationId,
        part2,
        answered: event.data,
      }
    }
    default:
      return undefined
  }
}

import { parseCalendarDay, type Days } from '@careloom/event-sourcing'
import type { PeerWorkerDetails, PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import { modalities } from '@careloom/terminology'
import {
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
} from '../../domain/ids.ts'
import { primaryLanguage } from '../../domain/matching/facts.ts'
import type { PeerProfile, Standing } from '../../domain/matching/peer-facts.ts'

type Standings = Extract<PublishedPeerWorkerEvent, { type: 'StandingAssessed' }>['data']

/**
 * What is known of a peer worker after one more event; undefined when it says nothing that matching may use. Their
 * credential may be told of before they are.
 */
export function profileAfter(
  known: PeerProfile | undefined,
  event: PublishedPeerWorkerEvent,
  days: Days,
): PeerProfile | undefined {
  const before = known ?? nothingKnown(event.data.peerWorkerId)
  switch (event.type) {
    case 'PeerWorkerRegistered':
    case 'PeerWorkerDetailsChanged': {
      const { details } = event.data
      return details === undefined ? undefined : { ...before, ...ofDetails(details) }
    }
    case 'FacetsOpened':
      return {
        ...before,
        facetsForMatching: event.data.forMatching,
        facetsForPerson: event.data.forPerson,
      }
    case 'ConflictDeclared':
      return {
        ...before,
        conflicts: [...new Set([...before.conflicts, parsePersonId(event.data.personId)])],
      }
    case 'ConflictWithdrawn':
      return {
        ...before,
        conflicts: before.conflicts.filter((personId) => personId !== event.data.personId),
      }
    case 'StandingAssessed':
      return { ...before, standings: withStanding(before.standings, event.data, days) }
    case 'SupervisionHeld':
      return {
        ...before,
        supervisionDueAt: days.endOf(parseCalendarDay('nextDueOn', event.data.nextDueOn)),
      }
    default:
      return undefined
  }
}

function nothingKnown(peerWorkerId: string): PeerProfile {
  return {
    peerWorkerId: parsePeerWorkerId(peerWorkerId),
    programIds: [],
    languages: [],
    modalities: [],
    schedule: [],
    skills: [],
    facetsForMatching: [],
    facetsForPerson: [],
    standings: [],
    conflicts: [],
  }
}

function ofDetails(details: PeerWorkerDetails) {
  return {
    organizationId: parseOrganizationId(details.organizationId),
    programIds: details.programIds.map(parseProgramId),
    languages: [...new Set(details.languages.map(primaryLanguage))],
    modalities: modalities.filter((each) => details.modalities.includes(each)),
    schedule: details.schedule.map(({ day, fromMinute, toMinute }) => ({
      day,
      fromMinute,
      toMinute,
    })),
    skills: details.skills,
  }
}

function withStanding(
  standings: readonly Standing[],
  { jurisdiction, good, goodUntil, crisisModuleGoodUntil }: Standings,
  days: Days,
): readonly Standing[] {
  const standing = {
    jurisdiction,
    isGood: good,
    goodUntil:
      goodUntil === undefined ? undefined : days.endOf(parseCalendarDay('goodUntil', goodUntil)),
    crisisModuleGoodUntil:
      crisisModuleGoodUntil === undefined
        ? undefined
        : days.endOf(parseCalendarDay('crisisModuleGoodUntil', crisisModuleGoodUntil)),
  }
  return [...standings.filter((each) => each.jurisdiction !== jurisdiction), standing]
}

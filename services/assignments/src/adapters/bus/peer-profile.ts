import { later, parseCalendarDay, parseInstant, type Instant } from '@careloom/event-sourcing'
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

const dayMs = 86_400_000
type Standings = Extract<PublishedPeerWorkerEvent, { type: 'StandingAssessed' }>['data']

/**
 * What is known of a peer worker after one more event; undefined when it says nothing that matching may use. Their
 * credential may be told of before they are.
 */
export function profileAfter(
  known: PeerProfile | undefined,
  event: PublishedPeerWorkerEvent,
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
      return { ...before, standings: withStanding(before.standings, event.data) }
    case 'SupervisionHeld':
      return { ...before, supervisionDueAt: endOf('nextDueOn', event.data.nextDueOn) }
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
): readonly Standing[] {
  const standing = {
    jurisdiction,
    isGood: good,
    goodUntil: goodUntil === undefined ? undefined : endOf('goodUntil', goodUntil),
    crisisModuleGoodUntil:
      crisisModuleGoodUntil === undefined
        ? undefined
        : endOf('crisisModuleGoodUntil', crisisModuleGoodUntil),
  }
  return [...standings.filter((each) => each.jurisdiction !== jurisdiction), standing]
}

/** The first moment after a last day (UTC). */
function endOf(field: string, day: string): Instant {
  return later(startOf(field, day), dayMs)
}

export function startOf(field: string, day: string): Instant {
  return parseInstant(field, `${parseCalendarDay(field, day)}T00:00:00.000Z`)
}

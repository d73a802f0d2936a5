import { accept, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Event, Instant } from '@careloom/event-sourcing'
import type { Modality } from '@careloom/terminology'
import type { OrganizationId, PeerWorkerId, PersonId, ProgramId } from '../ids.ts'
import type { CandidateFacts, WeeklySpan } from './facts.ts'
import { canonicalText } from './replay.ts'

/** Where a peer worker's credential stands in one jurisdiction; instants are the first moment it no longer holds. */
export type Standing = {
  readonly jurisdiction: string
  readonly isGood: boolean
  readonly goodUntil?: Instant | undefined
  readonly crisisModuleGoodUntil?: Instant | undefined
}

/** What workforce said of a peer worker, as far as matching may use it. How full their caseload is stands there. */
export type PeerProfile = {
  readonly peerWorkerId: PeerWorkerId
  /** Not there until their registration is known. */
  readonly organizationId?: OrganizationId | undefined
  readonly programIds: readonly ProgramId[]
  readonly languages: readonly string[]
  readonly modalities: readonly Modality[]
  readonly schedule: readonly WeeklySpan[]
  readonly skills: readonly string[]
  readonly facetsForMatching: readonly string[]
  /** The person who chooses may see these; a facet opened for matching only is not named to them. */
  readonly facetsForPerson: readonly string[]
  readonly standings: readonly Standing[]
  readonly supervisionDueAt?: Instant | undefined
  readonly conflicts: readonly PersonId[]
}

/** How full a caseload is, and what its peer worker declared. */
export type CaseloadFacts = Pick<
  CandidateFacts,
  'caseloadLimit' | 'caseloadTaken' | 'canTakeMore' | 'needsLessUntil'
>

/** Where workforce said it: what comes again from the same stream, or late, changes nothing. */
type Source = { readonly source: string; readonly sourceRevision: number }
type Recording = Source & { readonly profile: PeerProfile; readonly recordedAt: Instant }
type Withdrawal = Source & { readonly peerWorkerId: PeerWorkerId; readonly withdrawnAt: Instant }

export type PeerFactsCommand =
  Command<'RecordPeerFacts', Recording> | Command<'WithdrawPeerFacts', Withdrawal>

/** What matching knew of a peer worker and since when: folded up to a position, it is the pool of a past ranking. */
export type PeerFactsEvent =
  /** Something that matching may use has changed. */
  | Event<'PeerFactsRecorded', Recording>
  /** The peer worker left, or may no longer be looked at. */
  | Event<'PeerFactsWithdrawn', Withdrawal>

export type PeerFacts = {
  readonly profile?: PeerProfile | undefined
  /** Revision up to which each source has been taken in. */
  readonly sources: Readonly<Record<string, number>>
}

/** Nothing is refused: facts are somebody else's decision. Equal facts record nothing. */
export const peerFactsDecider: Decider<PeerFacts, PeerFactsCommand, PeerFactsEvent, never> = {
  initialState: { sources: {} },

  decide(command, state) {
    const { source, sourceRevision } = command.data
    if (sourceRevision <= (state.sources[source] ?? 0)) return accept<PeerFactsEvent>()
    switch (command.type) {
      case 'RecordPeerFacts':
        return canonicalText(command.data.profile) === canonicalText(state.profile)
          ? accept<PeerFactsEvent>()
          : accept<PeerFactsEvent>({ type: 'PeerFactsRecorded', data: command.data })
      case 'WithdrawPeerFacts':
        return state.profile === undefined
          ? accept<PeerFactsEvent>()
          : accept<PeerFactsEvent>({ type: 'PeerFactsWithdrawn', data: command.data })
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    const { source, sourceRevision } = event.data
    const sources = { ...state.sources, [source]: sourceRevision }
    switch (event.type) {
      case 'PeerFactsRecorded':
        return { profile: event.data.profile, sources }
      case 'PeerFactsWithdrawn':
        return { sources }
      default:
        return unreachable(event)
    }
  },
}

const anyAge = { servesAgesFrom: 0, servesAgesTo: 150 }

/**
 * A peer worker as a candidate for programmes of one jurisdiction: a credential, and the crisis module with it, counts
 * where it is good; where the programme names none, wherever it is good.
 */
export function candidateOf(
  profile: PeerProfile,
  caseload: CaseloadFacts,
  jurisdiction: string | undefined,
): CandidateFacts {
  const good = profile.standings.filter(
    (standing) =>
      standing.isGood && (jurisdiction === undefined || standing.jurisdiction === jurisdiction),
  )
  const credentials = good.flatMap(({ goodUntil }) =>
    profile.programIds.map((programId) => ({ programId, goodUntil })),
  )
  const crisisModules = good.flatMap(({ crisisModuleGoodUntil }) => crisisModuleGoodUntil ?? [])
  return {
    peerWorkerId: profile.peerWorkerId,
    credentials,
    crisisModuleCurrentUntil: crisisModules.sort().at(-1),
    ...caseload,
    supervisionDueAt: profile.supervisionDueAt,
    languages: profile.languages,
    modalities: profile.modalities,
    travelsMetres: 0,
    schedule: profile.schedule,
    ...anyAge,
    openedFacets: profile.facetsForMatching,
    skills: profile.skills,
    conflicts: profile.conflicts,
  }
}

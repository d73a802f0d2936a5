import type { Modality } from '@careloom/terminology'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import type { PeerWorkerId, PersonId, ProgramId } from '../ids.ts'

/** Whole metres east and north of the programme's reference point; the edge makes it, so that distances stay integers. */
export type GridPoint = { readonly eastMetres: number; readonly northMetres: number }

/** A weekly span in the programme's local time: day 0 is Monday, minutes after midnight, end exclusive. */
export type WeeklySpan = {
  readonly day: number
  readonly fromMinute: number
  readonly toMinute: number
}

/** A credential is good for a programme until an instant; for good where no end is known. */
export type ProgramCredential = {
  readonly programId: ProgramId
  readonly goodUntil?: Instant | undefined
}

/**
 * What matching knows of a peer worker: facts only, never a wellbeing score. `openedFacets` are those the peer opened
 * for matching; a facet opened to somebody else only is not among them.
 */
export type CandidateFacts = {
  readonly peerWorkerId: PeerWorkerId
  readonly credentials: readonly ProgramCredential[]
  readonly crisisModuleCurrentUntil?: Instant | undefined
  /** In units of caseload weight; an ordinary assignment weighs 1. */
  readonly caseloadLimit: number
  readonly caseloadTaken: number
  /** Declared by the peer: how many more at most. */
  readonly canTakeMore?: number | undefined
  /** Declared by the peer: no new people until then. */
  readonly needsLessUntil?: Instant | undefined
  readonly supervisionDueAt?: Instant | undefined
  readonly languages: readonly string[]
  readonly modalities: readonly Modality[]
  readonly location?: GridPoint | undefined
  readonly travelsMetres: number
  readonly schedule: readonly WeeklySpan[]
  readonly servesAgesFrom: number
  readonly servesAgesTo: number
  readonly openedFacets: readonly string[]
  readonly skills: readonly string[]
  /** People whom this peer knows, or does not want to work with; no reason is kept. */
  readonly conflicts: readonly PersonId[]
}

/** What matching knows of a person who waits for a peer. Nothing here is required, nothing is inferred. */
export type PersonFacts = {
  readonly personId: PersonId
  readonly programId: ProgramId
  readonly bornOn?: CalendarDay | undefined
  /** In the order of preference. */
  readonly languages: readonly string[]
  readonly hasInterpreter: boolean
  readonly modalities: readonly Modality[]
  readonly location?: GridPoint | undefined
  readonly travelsMetres: number
  readonly schedule: readonly WeeklySpan[]
  /** Facets of their own that the person opened for matching. */
  readonly openedFacets: readonly string[]
  /** Facets that the person would like their peer to have; stated by them. */
  readonly preferredFacets: readonly string[]
  readonly wantedSkills: readonly string[]
  readonly earlierPeers: readonly PeerWorkerId[]
  /** Peers with whom the person does not want to work; no reason is kept. */
  readonly conflicts: readonly PeerWorkerId[]
  /** Peers already asked for this referral, who declined or were passed over. */
  readonly setAside: readonly PeerWorkerId[]
  /** What the assignment would weigh in a caseload. */
  readonly caseloadWeight: number
}

/** A language without region or script: `es-MX` and `es` understand each other (BCP 47 primary subtag). */
export function primaryLanguage(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? language
}

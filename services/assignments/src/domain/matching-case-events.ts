import type { Command, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { BoundaryAgreement } from './assignment.ts'
import type {
  AssignmentId,
  OfferId,
  OrganizationId,
  PeerOfferId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from './ids.ts'
import type { PersonFacts } from './matching/facts.ts'
import type { RankedPeer } from './matching/rank.ts'

/** What the person said they would like; nothing of it is required, nothing is inferred. */
export type StatedPreferences = Pick<
  PersonFacts,
  'preferredFacets' | 'wantedSkills' | 'modalities' | 'schedule' | 'location' | 'travelsMetres'
>

type OfCase = { readonly referralId: ReferralId }
type OfOffer = OfCase & { readonly offerId: OfferId }
type OfPeerOffer = OfCase & { readonly peerOfferId: PeerOfferId }

export type CaseOpening = OfCase & {
  readonly personId: PersonId
  readonly programId: ProgramId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies to the programme. */
  readonly part2: boolean
  readonly preferences: StatedPreferences
  /** BCP 47, as the referrer said it. */
  readonly preferredLanguage?: string | undefined
  readonly openedAt: Instant
}

/**
 * A ranking as it was made: with the person's facts, the position in the log up to which peers' facts were folded, and
 * the weights version, it is recomputed bit for bit; the digests prove that it was.
 */
export type RecordedRanking = OfCase & {
  readonly weightsVersion: string
  readonly person: PersonFacts
  /** Where credentials had to be good; absent where it was wherever they are. */
  readonly jurisdiction?: string | undefined
  readonly factsPosition: number
  readonly inputsDigest: string
  readonly outcomeDigest: string
  /** The first few, best first, for the coordinator's page. */
  readonly best: readonly RankedPeer[]
  readonly candidates: number
  readonly rankedAt: Instant
}

type Choices = { readonly peerWorkerIds: readonly PeerWorkerId[] }
/** Hours the person has to choose; as long again when choices come back. 72 when left out. */
type ValidHours = { readonly validHours?: number }
type PeersOffered = OfOffer &
  Choices &
  ValidHours & { readonly offeredAt: Instant; readonly expiresAt: Instant }
type Choice = OfOffer & {
  readonly peerWorkerId: PeerWorkerId
  readonly peerOfferId: PeerOfferId
  readonly chosenAt: Instant
}
type PeerAsked = OfPeerOffer & {
  readonly peerWorkerId: PeerWorkerId
  readonly offeredAt: Instant
  readonly expiresAt: Instant
}
type OfAskedPeer = OfPeerOffer & { readonly peerWorkerId: PeerWorkerId }
type Acceptance = {
  readonly boundaryAgreement: BoundaryAgreement
  readonly acceptedAt: Instant
}

export type CaseOutcome = 'matched' | 'person-declined' | 'referral-closed'

export type MatchingCaseCommand =
  | Command<'OpenMatchingCase', CaseOpening>
  | Command<'RecordRanking', RecordedRanking>
  | Command<
      'OfferPeers',
      OfOffer &
        Choices & {
          /** Those of the choices whom a rule forbids now, as the caller has just looked it up. */
          readonly forbidden: readonly PeerWorkerId[]
          readonly offeredAt: Instant
        } & ValidHours
    >
  | Command<
      'ChoosePeer',
      Choice & {
        /** Hours the peer has; 48 when left out. */
        readonly validHours?: number
      }
    >
  | Command<'AskForSomeoneElse', OfOffer & { readonly askedAt: Instant }>
  /** The person would like to see again whom they passed over. */
  | Command<'TakeSomeoneElseBack', OfCase & ValidHours & { readonly takenBackAt: Instant }>
  | Command<'DeclinePeerSupport', OfCase & { readonly declinedAt: Instant }>
  | Command<'ExpireOffer', OfOffer & { readonly expiredAt: Instant }>
  | Command<'AcceptPeerOffer', OfPeerOffer & Acceptance>
  | Command<'DeclinePeerOffer', OfPeerOffer & { readonly declinedAt: Instant }>
  | Command<'ExpirePeerOffer', OfPeerOffer & { readonly expiredAt: Instant }>
  | Command<'RecordPlaceUnavailable', OfPeerOffer & { readonly foundAt: Instant }>
  | Command<
      'RecordMatch',
      OfPeerOffer & { readonly assignmentId: AssignmentId; readonly matchedAt: Instant }
    >
  | Command<'WaitlistCase', OfCase & { readonly waitlistedAt: Instant }>
  | Command<'CloseCase', OfCase & { readonly closedAt: Instant }>
  | Command<'ReopenCase', OfCase & { readonly reopenedAt: Instant }>

export type MatchingCaseEvent =
  /** A referral was requested: somebody may look for a peer. */
  | Event<'MatchingCaseOpened', CaseOpening>
  | Event<'RankingRecorded', RecordedRanking>
  /** One to three short profiles were put before the person. */
  | Event<'PeersOfferedToPerson', PeersOffered>
  | Event<
      'PeerChosen',
      OfOffer & { readonly peerWorkerId: PeerWorkerId; readonly chosenAt: Instant }
    >
  /** The person asked for someone else; no reason is asked. */
  | Event<'SomeoneElseAskedFor', OfOffer & Choices & { readonly askedAt: Instant }>
  | Event<'PersonOfferExpired', OfOffer & { readonly expiredAt: Instant }>
  /** The chosen peer was asked. */
  | Event<'PeerAsked', PeerAsked>
  | Event<'PeerOfferAccepted', OfAskedPeer & Acceptance>
  /** The peer said no; no reason is asked. */
  | Event<'PeerOfferDeclined', OfAskedPeer & { readonly declinedAt: Instant }>
  | Event<'PeerOfferExpired', OfAskedPeer & { readonly expiredAt: Instant }>
  /** The person said no, or the referral closed, while the peer was being asked. */
  | Event<'PeerOfferWithdrawn', OfAskedPeer & { readonly withdrawnAt: Instant }>
  /** The peer said yes, but the caseload had no place left. */
  | Event<'PlaceUnavailable', OfAskedPeer & { readonly foundAt: Instant }>
  /** The person's remaining choices are theirs again, with the whole time to choose. */
  | Event<
      'ChoicesReturnedToPerson',
      OfOffer & Choices & ValidHours & { readonly returnedAt: Instant; readonly expiresAt: Instant }
    >
  /** The referral is asked anew: somebody may look for a peer again. */
  | Event<'MatchingCaseReopened', OfCase & { readonly reopenedAt: Instant }>
  | Event<'CaseWaitlisted', OfCase & { readonly waitlistedAt: Instant }>
  | Event<
      'MatchingCaseClosed',
      OfCase & {
        readonly outcome: CaseOutcome
        readonly assignmentId?: AssignmentId | undefined
        readonly peerWorkerId?: PeerWorkerId | undefined
        readonly closedAt: Instant
      }
    >

export type MatchingCaseRefusal = RefusalOf<'matchingCase'>

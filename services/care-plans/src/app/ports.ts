import type { Instant, Metadata, CallMetadata } from '@careloom/event-sourcing'
import type { CareTeamMember } from '../domain/care-team.ts'
import type { OrganizationId, PeerWorkerId, PersonId, ReferralId } from '../domain/ids.ts'

/** Peers as a care team may know them, from `workforce`. */
export type PeerWorkers = {
  memberFor(peerWorkerId: PeerWorkerId, metadata: Metadata): Promise<CareTeamMember>
}

export type Referrer = {
  readonly organizationId: OrganizationId
  /** The clinician who referred; undefined when a system or the person did. */
  readonly clinician: { readonly practitionerId: string; readonly displayName: string } | undefined
}

/** Who referred, from `referrals`. */
export type Referrals = {
  referrerOf(referralId: ReferralId, metadata: CallMetadata): Promise<Referrer>
}

export type NotesQuestion = {
  readonly personId: PersonId
  readonly from: OrganizationId
  readonly to: OrganizationId
  readonly part2: boolean
  readonly at: Instant
}

/** What care plans need to know of a person's consents, from `people`. */
export type Consents = {
  /** Whether a consent in force lets notes reach an organization. */
  letNotesReach(question: NotesQuestion, metadata: CallMetadata): Promise<boolean>
}

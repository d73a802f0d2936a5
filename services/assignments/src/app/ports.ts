import type { Instant, CallMetadata } from '@careloom/event-sourcing'
import type { MeetingTimes } from '@careloom/terminology'
import type {
  AssignmentId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from '../domain/ids.ts'

/** What assignments must know of a referral. */
export type ReferralFacts = {
  readonly referralId: ReferralId
  readonly personId: PersonId
  readonly programId: ProgramId
  readonly organizationId: OrganizationId
  /** 42 CFR Part 2 applies. */
  readonly part2: boolean
  readonly preferredLanguage?: string | undefined
  /** When the person can meet, as they told the referrer. */
  readonly meetingTimes?: MeetingTimes | undefined
  readonly requestedAt: Instant
  readonly isOver: boolean
}

/** A no is a value; whatever else goes wrong is thrown and tried again. */
export type Asked = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** What is asked of `referrals`. */
export type Referrals = {
  find(referralId: ReferralId, metadata: CallMetadata): Promise<ReferralFacts | undefined>
  /** Takes an unanswered referral on first: whoever sent offers has thereby accepted it. */
  match(
    question: { referralId: ReferralId; peerWorkerId: PeerWorkerId; assignmentId: AssignmentId },
    metadata: CallMetadata,
  ): Promise<Asked>
  /** Ends a referral that was matched but cannot be carried out. */
  endUnable(referralId: ReferralId, metadata: CallMetadata): Promise<Asked>
}

/** What matching must know of a programme. */
export type ProgramFacts = {
  /** Where a credential has to be good; wherever it is where none is named. */
  readonly jurisdiction?: string | undefined
  /** Primary languages for which the programme has an interpreter. */
  readonly interpreterLanguages: readonly string[]
}

/** The programmes as `referrals` has them. */
export type Programs = {
  /** Of a programme that nobody knows (any more) nothing is known. */
  find(programId: ProgramId): Promise<ProgramFacts>
}

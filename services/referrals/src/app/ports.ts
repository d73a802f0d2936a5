import type { Instant, CallMetadata } from '@careloom/event-sourcing'
import type { ReferralStatus } from '@careloom/terminology'
import type { ConsentId, OrganizationId, PersonId, ProgramId } from '../domain/ids.ts'
import type { Program } from '../domain/program.ts'

/** What referrals needs to know of a person, from `people`. */
export type Consents = {
  isRegistered(personId: PersonId, metadata: CallMetadata): Promise<boolean>
  /** The consent that lets the referrer tell the programme, if one is in force. */
  toRefer(
    question: {
      personId: PersonId
      from: OrganizationId
      to: OrganizationId
      part2: boolean
      at: Instant
    },
    metadata: CallMetadata,
  ): Promise<ConsentId | undefined>
}

export type Programs = {
  all(): readonly Program[]
  find(programId: ProgramId): Program | undefined
}

/** What is told of how referrals go on: no ids. */
export type Figures = {
  cameTo(stage: ReferralStatus): void
  left(stage: ReferralStatus, afterSeconds: number): void
  /** Person and peer met for the first time since it was asked, or asked anew. */
  contacted(afterSeconds: number): void
}

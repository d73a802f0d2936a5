import type { CallMetadata } from '@careloom/event-sourcing'
import type { Instrument } from '../domain/maps/outcome-measures.ts'
import type { Requested } from '../domain/maps/from-service-request.ts'
import type { Identifier, PersonDetails } from '../domain/maps/patient.ts'
import type { Grant } from '../domain/maps/consent.ts'
import type { ProgramFacts } from '../domain/maps/directory.ts'

/** Where a command was recorded: what a read may wait for. `existed`: it was there already. */
export type Recorded = {
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly existed?: boolean | undefined
}
/** What was asked, of which programme, and by whom. */
export type NewReferral = Omit<Requested, 'programId'> & {
  readonly referralId: string
  readonly programId: string
  readonly referrerId: string
  readonly referrerName: string | undefined
  readonly referrerOrganizationId: string
}

/** What a change of a Task's status asks the referral for. */
export type ReferralMove =
  'accept' | 'reject' | 'request-cancellation' | 'confirm-cancellation' | 'complete' | 'end'

/** The services behind FHIR; refusals come as `Refused`, as everywhere. */
export type Services = {
  registerPerson(
    person: {
      personId: string
      organizationId: string
      details: PersonDetails
      identifiers: readonly Identifier[]
    },
    metadata: CallMetadata,
  ): Promise<{ personId: string; created: boolean; recorded: Recorded }>
  /** Whole or not at all; identifiers that are left out stay. */
  changePerson(
    personId: string,
    change: { readonly details: PersonDetails; readonly identifiers: readonly Identifier[] },
    ifRevision: number | undefined,
    metadata: CallMetadata,
  ): Promise<Recorded>
  /** Whose number of this organization it is; undefined when it is nobody's. */
  holderOf(
    identifier: Identifier,
    organizationId: string,
    metadata: CallMetadata,
  ): Promise<string | undefined>
  grantConsent(consentId: string, grant: Grant, metadata: CallMetadata): Promise<Recorded>
  requestReferral(referral: NewReferral, metadata: CallMetadata): Promise<Recorded>
  moveReferral(
    referralId: string,
    move: ReferralMove,
    reason: string | undefined,
    ifRevision: number | undefined,
    metadata: CallMetadata,
  ): Promise<Recorded>
  programs(metadata: CallMetadata): Promise<readonly ProgramFacts[]>
  instruments(metadata: CallMetadata): Promise<readonly Instrument[]>
  /** Undefined when there is no such measure. */
  personOfMeasure(measureId: string, metadata: CallMetadata): Promise<string | undefined>
  answerMeasure(
    measureId: string,
    answers: readonly { linkId: string; value?: number | undefined }[],
    metadata: CallMetadata,
  ): Promise<Recorded>
}

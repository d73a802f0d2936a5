import type { CallMetadata } from '@careloom/event-sourcing'
import type { Instrument } from '../domain/maps/outcome-measures.ts'
import type { Requested } from '../domain/maps/from-service-request.ts'
import type { Identifier, PersonDetails } from '../domain/maps/patient.ts'
import type { Grant } from '../domain/maps/consent.ts'
import type { ProgramFacts } from '../domain/maps/directory.ts'

export type Written = {
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
  ): Promise<{ personId: string; created: boolean; written: Written }>
  changePerson(
    personId: string,
    details: PersonDetails,
    ifRevision: number | undefined,
    metadata: CallMetadata,
  ): Promise<Written>
  linkIdentifier(personId: string, identifier: Identifier, metadata: CallMetadata): Promise<Written>
  unlinkIdentifier(
    personId: string,
    identifier: Identifier,
    metadata: CallMetadata,
  ): Promise<Written>
  /** Whose number of this organization it is; undefined when it is nobody's. */
  holderOf(
    identifier: Identifier,
    organizationId: string,
    metadata: CallMetadata,
  ): Promise<string | undefined>
  grantConsent(consentId: string, grant: Grant, metadata: CallMetadata): Promise<Written>
  requestReferral(referral: NewReferral, metadata: CallMetadata): Promise<Written>
  moveReferral(
    referralId: string,
    move: ReferralMove,
    reason: string | undefined,
    ifRevision: number | undefined,
    metadata: CallMetadata,
  ): Promise<Written>
  programs(metadata: CallMetadata): Promise<readonly ProgramFacts[]>
  instruments(metadata: CallMetadata): Promise<readonly Instrument[]>
  /** Undefined when there is no such measure. */
  personOfMeasure(measureId: string, metadata: CallMetadata): Promise<string | undefined>
  answerMeasure(
    measureId: string,
    answers: readonly { linkId: string; value?: number | undefined }[],
    metadata: CallMetadata,
  ): Promise<Written>
}

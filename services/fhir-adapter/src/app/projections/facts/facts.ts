import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { PublishedMeasureEvent } from '@careloom/proto/outcomes'
import type { PublishedConsentEvent, PublishedPersonEvent } from '@careloom/proto/people'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { Told } from '@careloom/event-sourcing'
import type { EncounterFacts, GoalFacts, TeamFacts } from '../../../domain/maps/care.ts'
import type { Grant } from '../../../domain/maps/consent.ts'
import type { PeerDetails } from '../../../domain/maps/directory.ts'
import type { AnsweredFacts } from '../../../domain/maps/outcome-measures.ts'
import type { Identifier, PersonDetails } from '../../../domain/maps/patient.ts'
import type { ReferralFacts } from '../../../domain/maps/task.ts'

export type FhirSourceEvent =
  | PublishedPersonEvent
  | PublishedConsentEvent
  | PublishedReferralEvent
  | PublishedPeerWorkerEvent
  | PublishedAssignmentEvent
  | PublishedCarePlanEvent
  | PublishedMeasureEvent

type Common = {
  readonly personId?: string | undefined
  readonly recordOrganizationId?: string | undefined
  readonly part2: boolean
  readonly referralId?: string | undefined
}

/** What a resource is made from, kept beside it, because an event says only what changed. */
export type Facts = Common &
  (
    | {
        readonly kind: 'person'
        readonly id: string
        readonly organizationId: string
        readonly details: PersonDetails
        readonly identifiers: readonly Identifier[]
      }
    | {
        readonly kind: 'consent'
        readonly id: string
        readonly active: boolean
        readonly grant: Grant
      }
    | { readonly kind: 'referral'; readonly referral: ReferralFacts }
    | {
        readonly kind: 'peer'
        readonly id: string
        readonly details: PeerDetails
        readonly active: boolean
        readonly certified: boolean
      }
    | {
        readonly kind: 'team'
        readonly team: TeamFacts
        readonly vision?: string | undefined
        readonly goalIds: readonly string[]
      }
    | { readonly kind: 'goal'; readonly goal: GoalFacts }
    | { readonly kind: 'encounter'; readonly encounter: EncounterFacts }
    | { readonly kind: 'answered'; readonly answered: AnsweredFacts }
  )

export type SourceEvent = Told<FhirSourceEvent>
export type FactsOf<Kind extends Facts['kind']> = Extract<Facts, { kind: Kind }>

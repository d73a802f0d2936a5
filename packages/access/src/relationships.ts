import type { Lookup, Projection, Told } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { PublishedConsentEvent, PublishedPersonEvent } from '@careloom/proto/people'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'

export type ConsentInForce = {
  readonly consentId: string
  readonly part2: boolean
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly categories: readonly string[]
  /** YYYY-MM-DD, the last day. */
  readonly until: string | undefined
}

/** What ties a person to others: all that a decision about their record needs. Ids only. */
export type Relationships = {
  readonly personId: string
  readonly registeredBy: string | undefined
  readonly referrals: readonly {
    readonly referralId: string
    readonly organizationId: string
    readonly referrerOrganizationId: string
    readonly referrerId: string
    readonly part2: boolean
  }[]
  readonly assignments: readonly {
    readonly assignmentId: string
    readonly peerWorkerId: string
    readonly organizationId: string
    readonly open: boolean
  }[]
  readonly consents: readonly ConsentInForce[]
}

export type RelationshipEvent =
  PublishedPersonEvent | PublishedConsentEvent | PublishedReferralEvent | PublishedAssignmentEvent

const unknown = (personId: string): Relationships => ({
  personId,
  registeredBy: undefined,
  referrals: [],
  assignments: [],
  consents: [],
})

/** One row per person. Follows people, referrals and assignments; revocations take effect with the next event read. */
export const relationshipsView: Projection<RelationshipEvent, Relationships> = {
  name: 'relationships',
  version: 1,
  handles: [
    'PersonRegistered',
    'PersonErased',
    'ConsentGranted',
    'ConsentNarrowed',
    'ConsentRevoked',
    'ConsentExpired',
    'ReferralRequested',
    'AssignmentStarted',
    'AssignmentEnded',
  ],
  keysOf: (event, _lookup: Lookup) => ('personId' in event.data ? [event.data.personId] : []),
  project(row, event, key) {
    const before = row ?? unknown(key)
    switch (event.type) {
      case 'PersonRegistered':
        return { ...before, registeredBy: event.data.organizationId }
      case 'PersonErased':
        return null
      case 'ReferralRequested': {
        const { referralId, organizationId, referrerOrganizationId, referrerId, part2 } = event.data
        return {
          ...before,
          referrals: [
            ...before.referrals,
            { referralId, organizationId, referrerOrganizationId, referrerId, part2 },
          ],
        }
      }
      case 'AssignmentStarted': {
        const { assignmentId, peerWorkerId, organizationId } = event.data
        return {
          ...before,
          assignments: [
            ...before.assignments,
            { assignmentId, peerWorkerId, organizationId, open: true },
          ],
        }
      }
      case 'AssignmentEnded':
        return {
          ...before,
          assignments: before.assignments.map((each) =>
            each.assignmentId === event.data.assignmentId ? { ...each, open: false } : each,
          ),
        }
      default:
        return { ...before, consents: consentsAfter(before.consents, event) }
    }
  },
}

function consentsAfter(
  consents: readonly ConsentInForce[],
  event: Told<RelationshipEvent>,
): readonly ConsentInForce[] {
  switch (event.type) {
    case 'ConsentGranted': {
      const {
        consentId,
        part2,
        disclosingOrganizationIds: from,
        receivingOrganizationIds: to,
        categories,
        expiresOn: until,
      } = event.data
      return [...consents, { consentId, part2, from, to, categories, until }]
    }
    case 'ConsentNarrowed': {
      const { consentId, receivingOrganizationIds: to, categories } = event.data
      return consents.map((each) =>
        each.consentId === consentId ? { ...each, to, categories } : each,
      )
    }
    case 'ConsentRevoked':
    case 'ConsentExpired':
      return consents.filter(({ consentId }) => consentId !== event.data.consentId)
    default:
      return consents
  }
}

/** The consent that lets one organization tell another, if there is one. `from` undefined: whoever holds it. */
export function consentFor(
  relationships: Relationships,
  wanted: { from: string | undefined; to: string; category: string; part2: boolean; today: string },
): string | undefined {
  const { from, to, category, part2, today } = wanted
  return relationships.consents.find(
    (consent) =>
      consent.to.includes(to) &&
      (from === undefined || consent.from.includes(from)) &&
      consent.categories.includes(category) &&
      (!part2 || (consent.part2 && consent.categories.includes('substance-use'))) &&
      (consent.until === undefined || consent.until >= today),
  )?.consentId
}

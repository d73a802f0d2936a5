import { projectionOfSome } from '@careloom/event-sourcing'
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
export const relationshipList = projectionOfSome<RelationshipEvent, Relationships>({
  name: 'relationships',
  version: 2,
  key: (data) => ('personId' in data ? data.personId : []),
  person: ({ personId }) => personId,
  on: {
    PersonRegistered: (row, { personId, organizationId }) => ({
      ...(row ?? unknown(personId)),
      registeredBy: organizationId,
    }),
    ReferralRequested(row, data) {
      const { referralId, organizationId, referrerOrganizationId, referrerId, part2 } = data
      const before = row ?? unknown(data.personId)
      const referral = { referralId, organizationId, referrerOrganizationId, referrerId, part2 }
      return { ...before, referrals: [...before.referrals, referral] }
    },
    AssignmentStarted(row, { assignmentId, personId, peerWorkerId, organizationId }) {
      const before = row ?? unknown(personId)
      const assignment = { assignmentId, peerWorkerId, organizationId, open: true }
      return { ...before, assignments: [...before.assignments, assignment] }
    },
    AssignmentEnded: (row, { assignmentId }) =>
      row && {
        ...row,
        assignments: row.assignments.map((each) =>
          each.assignmentId === assignmentId ? { ...each, open: false } : each,
        ),
      },
    ConsentGranted(row, data) {
      const { consentId, part2, categories, expiresOn: until } = data
      const { disclosingOrganizationIds: from, receivingOrganizationIds: to } = data
      const before = row ?? unknown(data.personId)
      return {
        ...before,
        consents: [...before.consents, { consentId, part2, from, to, categories, until }],
      }
    },
    ConsentNarrowed: (row, { consentId, receivingOrganizationIds: to, categories }) =>
      row && {
        ...row,
        consents: row.consents.map((each) =>
          each.consentId === consentId ? { ...each, to, categories } : each,
        ),
      },
    ConsentRevoked: withoutConsent,
    ConsentExpired: withoutConsent,
  },
})

function withoutConsent(
  row: Relationships | undefined,
  { consentId }: { readonly consentId: string },
): Relationships | undefined {
  return row && { ...row, consents: row.consents.filter((each) => each.consentId !== consentId) }
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

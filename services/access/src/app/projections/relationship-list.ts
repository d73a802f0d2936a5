import type { Relationships } from '@careloom/access'
import { projectionOfSome } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { PublishedConsentEvent, PublishedPersonEvent } from '@careloom/proto/people'
import type { PublishedReferralEvent } from '@careloom/proto/referrals'

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

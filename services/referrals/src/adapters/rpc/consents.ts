import type { PeopleServiceDefinition } from '@careloom/proto/people'
import type { Client } from '@careloom/rpc'
import type { Consents } from '../../app/ports.ts'
import { parseConsentId } from '../../domain/ids.ts'

/**
 * Asks `people`. A programme under Part 2 may learn of a substance-use referral only by a consent with the elements of
 * 42 CFR 2.31; any other by a consent that opens the person's contact.
 */
export function consentsFromPeople(people: Client<PeopleServiceDefinition>): Consents {
  return {
    async isRegistered(personId, metadata) {
      const { people: found } = await people.listPeople({ personIds: [personId] }, { metadata })
      return found.length > 0
    },
    async toRefer({ personId, from, to, part2, at }, metadata) {
      const { consentId } = await people.checkConsent(
        {
          personId,
          fromOrganizationId: from,
          toOrganizationId: to,
          category: part2 ? 'substance-use' : 'contact',
          purpose: 'TREAT',
          part2,
          at,
        },
        { metadata },
      )
      return consentId === undefined ? undefined : parseConsentId(consentId)
    },
  }
}

import type { PeopleServiceDefinition } from '@careloom/proto/people'
import type { Client } from '@careloom/rpc'
import type { Consents } from '../../app/ports.ts'

/** Asks `people`. Where Part 2 applies, only a consent with the elements of 42 CFR 2.31 counts. */
export function consentsFromPeople(people: Client<PeopleServiceDefinition>): Consents {
  return {
    async letNotesReach({ personId, from, to, part2, at }, metadata) {
      const { consentId } = await people.checkConsent(
        {
          personId,
          fromOrganizationId: from,
          toOrganizationId: to,
          category: 'notes',
          purpose: 'TREAT',
          part2,
          at,
        },
        { metadata },
      )
      return consentId !== undefined
    },
  }
}

import {
  Claims,
  refuse,
  type ClaimEvent,
  type ClaimsLapsed,
  type EventStore,
  type Needs,
} from '@careloom/event-sourcing'
import type { PersonIdentifier } from '../domain/person-details.ts'
import type { PersonEvent } from '../domain/person.ts'

export type IdentifiersNeed = {
  readonly people: EventStore<PersonEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly lapses: EventStore<ClaimsLapsed>
  readonly hashed: (kind: string, naturalKey: string) => string
  /** Gives whoever claimed an identifier first a moment; false: they had enough of them. */
  readonly patience?: (waited: number) => Promise<boolean>
}

/** What is looked up or claimed: an organization's numbers are its own, whatever system they name. */
export type Identifiers = {
  holderOf(identifier: PersonIdentifier): Promise<string | undefined>
  /** Claims what a person is about to be given; refused as `identifier-taken` when somebody else has one of them. */
  readonly claimed: Needs<PersonEvent, 'identifier-taken'>
}

const personPrefix = 'person-'
export const personStream = (personId: string): string => `${personPrefix}${personId}`

/** Identifiers, one person each within an organization, as that person's stream tells. */
export function identifiersOver(need: IdentifiersNeed): Identifiers {
  const claimsUnder = (naturalKey: (identifier: PersonIdentifier) => string) =>
    new Claims<PersonEvent, PersonIdentifier>({
      claims: need.claimStore,
      claimStream: (identifier) =>
        `claim-identifier-${need.hashed('identifier', naturalKey(identifier))}`,
      owners: need.people,
      lapses: need.lapses,
      ownerStream: personStream,
      has: (history, identifier) =>
        history.reduce(after, []).some((each) => isSameIdentifier(each, identifier)),
      patience: need.patience,
    })
  const claims = claimsUnder(
    ({ organizationId, system, value }) => `${organizationId}|${system}|${value}`,
  )
  /** As they were claimed before an organization's numbers were its own. */
  const former = claimsUnder(({ system, value }) => `${system}|${value}`)

  return {
    holderOf: async (identifier) =>
      (await claims.holderOf(identifier)) ?? (await former.holderOf(identifier)),
    async claimed(events, { stream, revision }, metadata) {
      const identifiers = events.flatMap(given)
      const id = stream.slice(personPrefix.length)
      const formerly = await Promise.all(identifiers.map((each) => former.holderOf(each)))
      const holder =
        formerly.find((each) => each !== undefined && each !== id) ??
        (await claims.take(identifiers, { id, revision, metadata }))
      return holder === undefined ? undefined : refuse('conflict', 'identifier-taken')
    },
  }
}

function given(event: PersonEvent): readonly PersonIdentifier[] {
  if (event.type === 'PersonRegistered') return event.data.identifiers
  return event.type === 'IdentifierLinked' ? [event.data.identifier] : []
}

function after(
  known: readonly PersonIdentifier[],
  event: PersonEvent,
): readonly PersonIdentifier[] {
  return event.type === 'IdentifierUnlinked'
    ? known.filter((each) => !isSameIdentifier(each, event.data.identifier))
    : [...known, ...given(event)]
}

const isSameIdentifier = (a: PersonIdentifier, b: PersonIdentifier): boolean =>
  a.system === b.system && a.value === b.value && a.organizationId === b.organizationId

import {
  claims,
  StreamErased,
  type ClaimEvent,
  type EventStore,
  type Metadata,
} from '@careloom/event-sourcing'
import type { PersonIdentifier } from '../domain/person-details.ts'
import type { PersonEvent } from '../domain/person.ts'

export type IdentifiersNeed = {
  readonly people: EventStore<PersonEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly hashed: (kind: string, naturalKey: string) => string
  /** Resolves a moment later. */
  readonly pause: () => Promise<void>
}

/** What is looked up or claimed: an organization's numbers are its own, whatever system they name. */
export type Identifiers = {
  /** In the one order in which everybody claims them, so that nobody waits for somebody who waits for them. */
  inOrder(identifiers: readonly PersonIdentifier[]): readonly PersonIdentifier[]
  holderOf(identifier: PersonIdentifier): Promise<string | undefined>
  /** Claims one for a person, if it is free; answers whose it is. */
  hold(identifier: PersonIdentifier, personId: string, metadata: Metadata): Promise<string>
  free(identifier: PersonIdentifier, personId: string, metadata: Metadata): Promise<void>
  /** Those of a person. Undefined: never registered. None: erased already. */
  of(personId: string): Promise<readonly PersonIdentifier[] | undefined>
}

/** So often somebody is given a moment to finish what they claimed for; then a crash is taken to have ended them. */
const patience = 100

export const personStream = (personId: string): string => `person-${personId}`

export const isSameIdentifier = (a: PersonIdentifier, b: PersonIdentifier): boolean =>
  a.system === b.system && a.value === b.value && a.organizationId === b.organizationId

/**
 * Identifiers, one person each within an organization. A claim stands for an identifier that its person has; one that
 * does not come true was left behind by a crash, and is given up by whoever waits for it.
 */
export function identifierClaims(need: IdentifiersNeed): Identifiers {
  const claim = claims(need.claimStore)
  const stream = ({ organizationId, system, value }: PersonIdentifier): string =>
    `claim-identifier-${need.hashed('identifier', `${organizationId}|${system}|${value}`)}`
  /** As they were claimed before an organization's numbers were its own. */
  const formerStream = ({ system, value }: PersonIdentifier): string =>
    `claim-identifier-${need.hashed('identifier', `${system}|${value}`)}`

  async function of(personId: string): Promise<readonly PersonIdentifier[] | undefined> {
    try {
      const history = await need.people.read(personStream(personId))
      return history.length === 0 ? undefined : history.reduce(after, [])
    } catch (error) {
      if (error instanceof StreamErased) return []
      throw error
    }
  }
  const has = async (personId: string, identifier: PersonIdentifier): Promise<boolean> =>
    (await of(personId))?.some((each) => isSameIdentifier(each, identifier)) ?? false

  async function formerHolderOf(identifier: PersonIdentifier): Promise<string | undefined> {
    const holder = await claim.holder(formerStream(identifier))
    return holder !== undefined && (await has(holder, identifier)) ? holder : undefined
  }

  async function hold(
    identifier: PersonIdentifier,
    personId: string,
    metadata: Metadata,
  ): Promise<string> {
    const former = await formerHolderOf(identifier)
    if (former !== undefined) return former
    for (let waited = 0; ; waited++) {
      const holder = await claim.hold(stream(identifier), personId, metadata)
      if (holder === personId || (await has(holder, identifier))) return holder
      if (waited < patience) await need.pause()
      else await claim.free(stream(identifier), holder, metadata)
    }
  }

  return {
    inOrder: (identifiers) =>
      [...new Map(identifiers.map((each) => [stream(each), each]))]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, each]) => each),
    holderOf: async (identifier) =>
      (await claim.holder(stream(identifier))) ?? (await formerHolderOf(identifier)),
    hold,
    async free(identifier, personId, metadata) {
      await claim.free(stream(identifier), personId, metadata)
      await claim.free(formerStream(identifier), personId, metadata)
    },
    of,
  }
}

function after(
  known: readonly PersonIdentifier[],
  event: PersonEvent,
): readonly PersonIdentifier[] {
  switch (event.type) {
    case 'PersonRegistered':
      return event.data.identifiers
    case 'IdentifierLinked':
      return [...known, event.data.identifier]
    case 'IdentifierUnlinked':
      return known.filter((each) => !isSameIdentifier(each, event.data.identifier))
    default:
      return known
  }
}

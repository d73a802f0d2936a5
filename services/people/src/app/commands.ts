import {
  refuse,
  commandHandler,
  fold,
  readUnlessErased,
  type Clock,
  type EventStore,
  type Keyring,
  type Metadata,
  type Outcome,
} from '@careloom/event-sourcing'
import {
  consentDecider,
  type ConsentCommand,
  type ConsentEvent,
  type ConsentRefusal,
  type GivenConsent,
} from '../domain/consent.ts'
import { erasureDecider, type ErasureEvent } from '../domain/erasure.ts'
import type { OrganizationId, PersonId } from '../domain/ids.ts'
import type { PersonDetails, PersonIdentifier } from '../domain/person-details.ts'
import { personDecider, type PersonCommand } from '../domain/person.ts'
import { identifiersOver, personStream, type IdentifiersNeed } from './identifiers.ts'
import { register, type PersonOutcome, type Register, type Registration } from './registration.ts'

export type ConsentOutcome = Outcome<ConsentEvent, ConsentRefusal> & { readonly existed?: boolean }
export type ErasureOutcome = Outcome<ErasureEvent, 'erasure-not-ordered' | 'person-not-registered'>
export type PeopleCommands = {
  /** One person per identifier of an organization, however many ask at once: the losers are told whose it is. */
  register(command: Register, metadata: Metadata): Promise<Registration>
  /** An identifier that somebody else has is not linked: refused as `identifier-taken`. */
  person(command: PersonCommand, metadata: Metadata, ifRevision?: number): Promise<PersonOutcome>
  /** A grant that is there already is answered with where it was recorded, as `existed`. */
  consent(command: ConsentCommand, metadata: Metadata): Promise<ConsentOutcome>
  /** Orders an erasure, and carries it out before it answers. */
  erase(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  /** Carries out an ordered erasure: destroys the key, and with it what identifiers are claimed for; says so. Idempotent. */
  carryOutErasure(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  holderOf(identifier: PersonIdentifier): Promise<string | undefined>
  /** A person by their own stream, whatever the read models have seen; undefined when nobody registered them, or they were erased. */
  known(personId: string): Promise<KnownPerson | undefined>
  /** The same of a consent. */
  given(consentId: string): Promise<GivenConsent | undefined>
}

export type KnownPerson = {
  /** Who made them known. */
  readonly organizationId: OrganizationId
  readonly details: PersonDetails
  /** Where the last of it stands in the log. */
  readonly position: number
}

export type PeopleCommandsNeed = IdentifiersNeed & {
  readonly consents: EventStore<ConsentEvent>
  readonly erasures: EventStore<ErasureEvent>
  readonly keyring: Keyring
  readonly clock: Clock
}

const consentStream = (consentId: string): string => `consent-${consentId}`

export function peopleCommands(need: PeopleCommandsNeed): PeopleCommands {
  const identifiers = identifiersOver(need)
  const handlePerson = commandHandler(personDecider, need.people, { needs: identifiers.claimed })
  const handleConsent = commandHandler(consentDecider, need.consents)
  const handleErasure = commandHandler(erasureDecider, need.erasures)
  const person: PeopleCommands['person'] = (command, metadata, ifRevision) => {
    const { personId } = command.data
    return handlePerson(
      personStream(personId),
      command,
      { ...metadata, person: personId },
      ifRevision,
    )
  }
  async function consent(command: ConsentCommand, metadata: Metadata): Promise<ConsentOutcome> {
    const stream = consentStream(command.data.consentId)
    const outcome = await handleConsent(stream, command, {
      ...metadata,
      person: command.data.personId,
      consent: command.data.consentId,
    })
    if (!outcome.ok || outcome.position > 0 || command.type !== 'GrantConsent') return outcome
    const granted = await readUnlessErased(need.consents, stream)
    if (granted === undefined) return refuse('not-found', 'erased')
    return { ...outcome, position: granted[0]?.position ?? 0, existed: true }
  }

  return {
    register: (command, metadata) =>
      register(command, metadata, { ...need, identifiers, handle: person }),
    holderOf: identifiers.holderOf,
    async known(personId) {
      const history = (await readUnlessErased(need.people, personStream(personId))) ?? []
      const [first] = history
      const state = fold(personDecider, history)
      if (first?.type !== 'PersonRegistered' || state.status !== 'registered') return undefined
      const { organizationId } = first.data
      const { details } = state
      return { organizationId, details, position: history.at(-1)?.position ?? 0 }
    },
    async given(consentId) {
      const history = (await readUnlessErased(need.consents, consentStream(consentId))) ?? []
      const state = fold(consentDecider, history)
      return state.status === 'none' ? undefined : state
    },
    person,
    consent,
    async erase(personId, metadata) {
      const history = await readUnlessErased(need.people, personStream(personId))
      if (history?.length === 0) return refuse('not-found', 'person-not-registered')
      const outcome = await handleErasure(
        `erasure-${personId}`,
        { type: 'OrderErasure', data: { personId, orderedAt: need.clock() } },
        { ...metadata, person: undefined },
      )
      return outcome.ok ? this.carryOutErasure(personId, metadata) : outcome
    },
    async carryOutErasure(personId, metadata) {
      await need.keyring.erase(personId)
      return handleErasure(
        `erasure-${personId}`,
        { type: 'ConfirmErasure', data: { personId, carriedOutAt: need.clock() } },
        { ...metadata, person: undefined, causationId: `${metadata.causationId}:carried-out` },
      )
    },
  }
}

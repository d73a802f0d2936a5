import {
  refuse,
  commandHandler,
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
} from '../domain/consent.ts'
import { erasureDecider, type ErasureEvent } from '../domain/erasure.ts'
import type { PersonId } from '../domain/ids.ts'
import type { PersonIdentifier } from '../domain/person-details.ts'
import { personDecider, type PersonCommand } from '../domain/person.ts'
import { identifierClaims, personStream, type IdentifiersNeed } from './identifiers.ts'
import {
  link,
  register,
  type PersonOutcome,
  type Refused,
  type Register,
  type Registered,
} from './registration.ts'

export type ConsentOutcome = Outcome<ConsentEvent, ConsentRefusal> & { readonly existed?: boolean }
export type ErasureOutcome = Outcome<ErasureEvent, 'erasure-not-ordered'> | Refused
export type PeopleCommands = {
  /** One person per identifier of an organization, however many ask at once: the losers are told whose it is. */
  register(command: Register, metadata: Metadata): Promise<Registered | Refused>
  person(
    command: Exclude<PersonCommand, Register>,
    metadata: Metadata,
    ifRevision?: number,
  ): Promise<PersonOutcome>
  /** A grant that is there already is answered with where it was recorded, as `existed`. */
  consent(command: ConsentCommand, metadata: Metadata): Promise<ConsentOutcome>
  /** Orders an erasure, and carries it out before it answers. */
  erase(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  /** Carries out an ordered erasure: frees the identifiers, destroys the key, says that it is gone. Idempotent. */
  carryOutErasure(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  holderOf(identifier: PersonIdentifier): Promise<string | undefined>
}

export type PeopleCommandsNeed = IdentifiersNeed & {
  readonly consents: EventStore<ConsentEvent>
  readonly erasures: EventStore<ErasureEvent>
  readonly keyring: Keyring
  readonly clock: Clock
}

const consentStream = (consentId: string): string => `consent-${consentId}`

export function peopleCommands(need: PeopleCommandsNeed): PeopleCommands {
  const handlePerson = commandHandler(personDecider, need.people)
  const handleConsent = commandHandler(consentDecider, need.consents)
  const handleErasure = commandHandler(erasureDecider, need.erasures)
  const identifiers = identifierClaims(need)
  const registering = {
    ...need,
    identifiers,
    handle: (command: PersonCommand, metadata: Metadata, ifRevision?: number) =>
      handlePerson(
        personStream(command.data.personId),
        command,
        { ...metadata, person: command.data.personId },
        ifRevision,
      ),
  }

  async function consent(command: ConsentCommand, metadata: Metadata): Promise<ConsentOutcome> {
    const stream = consentStream(command.data.consentId)
    const outcome = await handleConsent(stream, command, {
      ...metadata,
      person: command.data.personId,
      consent: command.data.consentId,
    })
    if (!outcome.ok || outcome.position > 0 || command.type !== 'GrantConsent') return outcome
    const [granted] = await need.consents.read(stream)
    return { ...outcome, position: granted?.position ?? 0, existed: true }
  }

  return {
    register: (command, metadata) => register(command, metadata, registering),
    holderOf: identifiers.holderOf,
    person: async (command, metadata, ifRevision) => {
      if (command.type === 'LinkIdentifier') return link(command, metadata, ifRevision, registering)
      const outcome = await registering.handle(command, metadata, ifRevision)
      if (command.type === 'UnlinkIdentifier' && outcome.ok)
        await identifiers.free(command.data.identifier, command.data.personId, metadata)
      return outcome
    },
    consent,
    async erase(personId, metadata) {
      if ((await identifiers.of(personId)) === undefined)
        return refuse('not-found', 'person-not-registered')
      const outcome = await handleErasure(
        `erasure-${personId}`,
        { type: 'OrderErasure', data: { personId, orderedAt: need.clock() } },
        { ...metadata, person: undefined },
      )
      return outcome.ok ? this.carryOutErasure(personId, metadata) : outcome
    },
    async carryOutErasure(personId, metadata) {
      for (const identifier of (await identifiers.of(personId)) ?? [])
        await identifiers.free(identifier, personId, metadata)
      await need.keyring.erase(personId)
      return handleErasure(
        `erasure-${personId}`,
        { type: 'ConfirmErasure', data: { personId, carriedOutAt: need.clock() } },
        { ...metadata, person: undefined, causationId: `${metadata.causationId}:carried-out` },
      )
    },
  }
}

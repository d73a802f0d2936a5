import {
  claims,
  commandHandler,
  StreamErased,
  type ClaimEvent,
  type Clock,
  type EventStore,
  type Keyring,
  type Metadata,
  type Outcome,
  type Refusal,
} from '@careloom/event-sourcing'
import { consentDecider, type ConsentCommand, type ConsentEvent, type ConsentRefusal } from '../domain/consent.ts'
import { erasureDecider, type ErasureEvent } from '../domain/erasure.ts'
import { parsePersonId, type PersonId } from '../domain/ids.ts'
import type { PersonIdentifier } from '../domain/person-details.ts'
import { personDecider, type PersonCommand, type PersonEvent, type PersonRefusal } from '../domain/person.ts'

type Register = Extract<PersonCommand, { type: 'RegisterPerson' }>
type Refused = { readonly ok: false; readonly refusal: Refusal }
export type PersonOutcome = Outcome<PersonEvent, PersonRefusal> | Refused
export type Registered = { readonly ok: true; readonly personId: PersonId; readonly created: boolean; readonly stream: string; readonly revision: number; readonly position: number }

export type PeopleCommands = {
  /** One person per identifier, however many ask at once: the losers are told whose it is. */
  register(command: Register, metadata: Metadata): Promise<Registered | Refused>
  person(command: Exclude<PersonCommand, Register>, metadata: Metadata, ifRevision?: number): Promise<PersonOutcome>
  consent(command: ConsentCommand, metadata: Metadata): Promise<Outcome<ConsentEvent, ConsentRefusal>>
  /** Orders an erasure, and carries it out before it answers. */
  erase(personId: PersonId, metadata: Metadata): Promise<Outcome<ErasureEvent, never> | Refused>
  /** Carries out an ordered erasure: frees the identifiers, destroys the key. Idempotent. */
  carryOutErasure(personId: PersonId, metadata: Metadata): Promise<void>
  holderOf(identifier: Pick<PersonIdentifier, 'system' | 'value'>): Promise<string | undefined>
}

export type PeopleCommandsNeed = {
  readonly people: EventStore<PersonEvent>
  readonly consents: EventStore<ConsentEvent>
  readonly erasures: EventStore<ErasureEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly hashed: (kind: string, naturalKey: string) => string
}

export const personStream = (personId: string): string => `person-${personId}`
export const consentStream = (consentId: string): string => `consent-${consentId}`

export function peopleCommands(need: PeopleCommandsNeed): PeopleCommands {
  const handlePerson = commandHandler(personDecider, need.people)
  const handleConsent = commandHandler(consentDecider, need.consents)
  const handleErasure = commandHandler(erasureDecider, need.erasures)
  const claim = claims(need.claimStore)
  const claimStream = ({ system, value }: Pick<PersonIdentifier, 'system' | 'value'>) => `claim-identifier-${need.hashed('identifier', `${system}|${value}`)}`

  async function registerAs(personId: PersonId, { data }: Register, metadata: Metadata): Promise<PersonOutcome> {
    return handlePerson(personStream(personId), { type: 'RegisterPerson', data: { ...data, personId } }, { ...metadata, person: personId })
  }

  async function existing(personId: string): Promise<Registered> {
    const history = await need.people.read(personStream(personId))
    return { ok: true, personId: parsePersonId(personId), created: false, stream: personStream(personId), revision: history.length, position: history.at(-1)?.position ?? 0 }
  }

  /** Claims the identifiers from the first on; whoever holds one of them is the person meant. */
  async function claimed(command: Register, metadata: Metadata): Promise<Registered | Refused> {
    const [first, ...others] = command.data.identifiers
    if (first === undefined) return fresh(await registerAs(command.data.personId, command, metadata), command.data.personId)
    const made = await claim.createOnce(claimStream(first), command.data.personId, metadata, async (id) => {
      const outcome = await registerAs(parsePersonId(id), command, metadata)
      return outcome.ok ? { ok: true, value: outcome } : { ok: false, refusal: outcome.refusal }
    })
    if (made.status === 'refused') return { ok: false, refusal: made.refusal }
    if (made.status === 'exists') return existing(made.id)
    for (const other of others) await holdFor(made.id, other, metadata)
    return fresh(made.value, parsePersonId(made.id))
  }

  /** A second identifier that somebody else holds stays theirs; it is linked by a human who has looked. */
  async function holdFor(personId: string, identifier: PersonIdentifier, metadata: Metadata): Promise<void> {
    const step = { ...metadata, causationId: `${metadata.causationId}:${need.hashed('identifier', `${identifier.system}|${identifier.value}`)}` }
    await claim.createOnce(claimStream(identifier), personId, step, async () => ({ ok: true, value: undefined }))
  }

  return {
    register: claimed,
    holderOf: (identifier) => claim.holder(claimStream(identifier)),
    person: async (command, metadata, ifRevision) => {
      const withPerson = { ...metadata, person: command.data.personId }
      if (command.type === 'LinkIdentifier') {
        const holder = await claim.holder(claimStream(command.data.identifier))
        if (holder !== undefined && holder !== command.data.personId) return { ok: false, refusal: { category: 'conflict', reason: 'identifier-taken' } }
        await holdFor(command.data.personId, command.data.identifier, metadata)
      }
      const outcome = await handlePerson(personStream(command.data.personId), command, withPerson, ifRevision)
      if (command.type === 'UnlinkIdentifier' && outcome.ok) await claim.free(claimStream(command.data.identifier), command.data.personId, metadata)
      return outcome
    },
    consent: (command, metadata) => handleConsent(consentStream(command.data.consentId), command, { ...metadata, person: command.data.personId, consent: command.data.consentId }),
    async erase(personId, metadata) {
      const known = await identifiersOf(personId)
      if (known === undefined) return { ok: false, refusal: { category: 'not-found', reason: 'person-not-registered' } }
      const outcome = await handleErasure(`erasure-${personId}`, { type: 'OrderErasure', data: { personId, orderedAt: need.clock() } }, { ...metadata, person: undefined })
      await this.carryOutErasure(personId, metadata)
      return outcome
    },
    async carryOutErasure(personId, metadata) {
      const identifiers = await identifiersOf(personId)
      for (const identifier of identifiers ?? []) await claim.free(claimStream(identifier), personId, metadata)
      await need.keyring.erase(personId)
    },
  }

  /** Undefined: never registered. None: erased already. */
  async function identifiersOf(personId: PersonId): Promise<readonly PersonIdentifier[] | undefined> {
    try {
      const history = await need.people.read(personStream(personId))
      if (history.length === 0) return undefined
      return history.flatMap((event) => (event.type === 'PersonRegistered' ? event.data.identifiers : event.type === 'IdentifierLinked' ? [event.data.identifier] : []))
    } catch (error) {
      if (error instanceof StreamErased) return []
      throw error
    }
  }
}

function fresh(outcome: PersonOutcome, personId: PersonId): Registered | Refused {
  if (!outcome.ok) return outcome
  const { stream, revision, position } = outcome
  return { ok: true, personId, created: true, stream, revision, position }
}

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
import {
  consentDecider,
  type ConsentCommand,
  type ConsentEvent,
  type ConsentRefusal,
} from '../domain/consent.ts'
import { erasureDecider, type ErasureEvent } from '../domain/erasure.ts'
import { parsePersonId, type PersonId } from '../domain/ids.ts'
import type { PersonIdentifier } from '../domain/person-details.ts'
import {
  personDecider,
  type PersonCommand,
  type PersonEvent,
  type PersonRefusal,
} from '../domain/person.ts'

type Register = Extract<PersonCommand, { type: 'RegisterPerson' }>
type Refused = { readonly ok: false; readonly refusal: Refusal }
export type PersonOutcome = Outcome<PersonEvent, PersonRefusal> | Refused
export type ConsentOutcome = Outcome<ConsentEvent, ConsentRefusal> & { readonly existed?: boolean }
export type ErasureOutcome = Outcome<ErasureEvent, 'erasure-not-ordered'> | Refused
export type Registered = {
  readonly ok: true
  readonly personId: PersonId
  readonly created: boolean
  readonly stream: string
  readonly revision: number
  readonly position: number
}

export type PeopleCommands = {
  /** One person per identifier, however many ask at once: the losers are told whose it is. */
  register(command: Register, metadata: Metadata): Promise<Registered | Refused>
  person(
    command: Exclude<PersonCommand, Register>,
    metadata: Metadata,
    ifRevision?: number,
  ): Promise<PersonOutcome>
  /** A grant that is there already is answered with its place, as `existed`. */
  consent(command: ConsentCommand, metadata: Metadata): Promise<ConsentOutcome>
  /** Orders an erasure, and carries it out before it answers. */
  erase(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  /** Carries out an ordered erasure: frees the identifiers, destroys the key, says that it is gone. Idempotent. */
  carryOutErasure(personId: PersonId, metadata: Metadata): Promise<ErasureOutcome>
  holderOf(identifier: Pick<PersonIdentifier, 'system' | 'value'>): Promise<string | undefined>
}

const taken: Refused = { ok: false, refusal: { category: 'conflict', reason: 'identifier-taken' } }

export type PeopleCommandsNeed = {
  readonly people: EventStore<PersonEvent>
  readonly consents: EventStore<ConsentEvent>
  readonly erasures: EventStore<ErasureEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly hashed: (kind: string, naturalKey: string) => string
}

const personStream = (personId: string): string => `person-${personId}`
const consentStream = (consentId: string): string => `consent-${consentId}`

export function peopleCommands(need: PeopleCommandsNeed): PeopleCommands {
  const handlePerson = commandHandler(personDecider, need.people)
  const handleConsent = commandHandler(consentDecider, need.consents)
  const handleErasure = commandHandler(erasureDecider, need.erasures)
  const claim = claims(need.claimStore)
  const claimStream = ({ system, value }: Pick<PersonIdentifier, 'system' | 'value'>) =>
    `claim-identifier-${need.hashed('identifier', `${system}|${value}`)}`

  async function registerAs(
    personId: PersonId,
    { data }: Register,
    metadata: Metadata,
  ): Promise<PersonOutcome> {
    return handlePerson(
      personStream(personId),
      { type: 'RegisterPerson', data: { ...data, personId } },
      { ...metadata, person: personId },
    )
  }

  async function existing(personId: string): Promise<Registered> {
    const history = await need.people.read(personStream(personId))
    return {
      ok: true,
      personId: parsePersonId(personId),
      created: false,
      stream: personStream(personId),
      revision: history.length,
      position: history.at(-1)?.position ?? 0,
    }
  }

  /** Claims the identifiers from the first on; whoever holds the first is the person meant. */
  async function claimed(command: Register, metadata: Metadata): Promise<Registered | Refused> {
    const [first, ...others] = command.data.identifiers
    if (first === undefined)
      return fresh(
        await registerAs(command.data.personId, command, metadata),
        command.data.personId,
      )
    const made = await claim.createOnce(
      claimStream(first),
      command.data.personId,
      metadata,
      async (id) => {
        const data = {
          ...command.data,
          identifiers: [first, ...(await notHeldByOthers(id, others))],
        }
        const outcome = await registerAs(parsePersonId(id), { ...command, data }, metadata)
        // Somebody who finishes another's claim may come late: the person is there, with the same first identifier.
        if (outcome.ok || outcome.refusal.reason === 'person-already-registered')
          return { ok: true, value: await existing(id) }
        return { ok: false, refusal: outcome.refusal }
      },
    )
    if (made.status === 'refused') return { ok: false, refusal: made.refusal }
    if (made.status === 'exists') return existing(made.id)
    for (const other of others) await holdOrUnlink(parsePersonId(made.id), other, metadata)
    return { ...made.value, created: true }
  }

  /** An identifier that somebody else holds stays theirs; it is linked by a human who has looked. */
  async function notHeldByOthers(
    personId: string,
    identifiers: readonly PersonIdentifier[],
  ): Promise<readonly PersonIdentifier[]> {
    const holders = await Promise.all(
      identifiers.map((identifier) => claim.holder(claimStream(identifier))),
    )
    return identifiers.filter((_identifier, i) => (holders[i] ?? personId) === personId)
  }

  /** Two registrations may have seen the same further identifier free: it stays with the one that claims it. */
  async function holdOrUnlink(
    personId: PersonId,
    identifier: PersonIdentifier,
    metadata: Metadata,
  ): Promise<void> {
    const step = stepOf(metadata, identifier)
    const hold = () => claim.createOnce(claimStream(identifier), personId, step, isThere)
    const first = await hold()
    const held = first.status === 'refused' ? await hold() : first
    if (held.status !== 'refused' && held.id === personId) return
    const unlink = {
      type: 'UnlinkIdentifier',
      data: { personId, identifier, unlinkedAt: need.clock() },
    } as const
    await handlePerson(personStream(personId), unlink, { ...step, person: personId })
  }

  /** The identifier is theirs when the link is recorded, and stays free when it is refused. */
  async function link(
    command: Extract<PersonCommand, { type: 'LinkIdentifier' }>,
    metadata: Metadata,
    ifRevision: number | undefined,
  ): Promise<PersonOutcome> {
    const { personId, identifier } = command.data
    const record = () =>
      handlePerson(personStream(personId), command, { ...metadata, person: personId }, ifRevision)
    const held = await claim.createOnce(
      claimStream(identifier),
      personId,
      stepOf(metadata, identifier),
      async (id): Promise<{ ok: true; value: PersonOutcome } | Refused> => {
        const other = id === personId ? undefined : await isThere(id)
        if (other !== undefined) return other.ok ? { ok: true, value: taken } : other
        const outcome = await record()
        return outcome.ok ? { ok: true, value: outcome } : { ok: false, refusal: outcome.refusal }
      },
    )
    if (held.status === 'refused') return { ok: false, refusal: held.refusal }
    if (held.status === 'created') return held.value
    return held.id === personId ? record() : taken
  }

  /** A claim that a crash left without its person is given up by whoever finds it. */
  async function isThere(
    personId: string,
  ): Promise<{ readonly ok: true; readonly value: undefined } | Refused> {
    return (await identifiersOf(parsePersonId(personId))) === undefined
      ? taken
      : { ok: true, value: undefined }
  }

  const stepOf = (metadata: Metadata, { system, value }: PersonIdentifier): Metadata => ({
    ...metadata,
    causationId: `${metadata.causationId}:${need.hashed('identifier', `${system}|${value}`)}`,
  })

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
    register: claimed,
    holderOf: (identifier) => claim.holder(claimStream(identifier)),
    person: async (command, metadata, ifRevision) => {
      if (command.type === 'LinkIdentifier') return link(command, metadata, ifRevision)
      const outcome = await handlePerson(
        personStream(command.data.personId),
        command,
        { ...metadata, person: command.data.personId },
        ifRevision,
      )
      if (command.type === 'UnlinkIdentifier' && outcome.ok)
        await claim.free(claimStream(command.data.identifier), command.data.personId, metadata)
      return outcome
    },
    consent,
    async erase(personId, metadata) {
      const known = await identifiersOf(personId)
      if (known === undefined)
        return { ok: false, refusal: { category: 'not-found', reason: 'person-not-registered' } }
      const outcome = await handleErasure(
        `erasure-${personId}`,
        { type: 'OrderErasure', data: { personId, orderedAt: need.clock() } },
        { ...metadata, person: undefined },
      )
      return outcome.ok ? this.carryOutErasure(personId, metadata) : outcome
    },
    async carryOutErasure(personId, metadata) {
      const identifiers = await identifiersOf(personId)
      for (const identifier of identifiers ?? [])
        await claim.free(claimStream(identifier), personId, metadata)
      await need.keyring.erase(personId)
      return handleErasure(
        `erasure-${personId}`,
        { type: 'ConfirmErasure', data: { personId, carriedOutAt: need.clock() } },
        { ...metadata, person: undefined, causationId: `${metadata.causationId}:carried-out` },
      )
    },
  }

  /** Undefined: never registered. None: erased already. */
  async function identifiersOf(
    personId: PersonId,
  ): Promise<readonly PersonIdentifier[] | undefined> {
    try {
      const history = await need.people.read(personStream(personId))
      if (history.length === 0) return undefined
      return history.flatMap((event) =>
        event.type === 'PersonRegistered'
          ? event.data.identifiers
          : event.type === 'IdentifierLinked'
            ? [event.data.identifier]
            : [],
      )
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

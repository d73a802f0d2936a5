import type { Clock, EventStore, Metadata, Outcome, Refusal } from '@careloom/event-sourcing'
import { parsePersonId, type PersonId } from '../domain/ids.ts'
import type { PersonIdentifier } from '../domain/person-details.ts'
import type { PersonCommand, PersonEvent, PersonRefusal } from '../domain/person.ts'
import { isSameIdentifier, personStream, type Identifiers } from './identifiers.ts'

export type Register = Extract<PersonCommand, { type: 'RegisterPerson' }>
export type Link = Extract<PersonCommand, { type: 'LinkIdentifier' }>
export type Refused = { readonly ok: false; readonly refusal: Refusal }
export type PersonOutcome = Outcome<PersonEvent, PersonRefusal> | Refused
export type Registered = {
  readonly ok: true
  readonly personId: PersonId
  readonly created: boolean
  readonly stream: string
  readonly revision: number
  readonly position: number
}

type Need = {
  readonly identifiers: Identifiers
  readonly handle: (
    command: PersonCommand,
    metadata: Metadata,
    ifRevision?: number,
  ) => Promise<PersonOutcome>
  readonly people: EventStore<PersonEvent>
  readonly clock: Clock
}

const conflict = (reason: string): Refused => ({
  ok: false,
  refusal: { category: 'conflict', reason },
})

/**
 * Registers a person with all of their identifiers or none, whatever their order: whoever has one of them is the person
 * meant, and is answered as such. Refused when they are those of several people.
 */
export async function register(
  { type, data }: Register,
  metadata: Metadata,
  need: Need,
): Promise<Registered | Refused> {
  const { personId } = data
  const identifiers = need.identifiers.inOrder(data.identifiers)
  const other = await holdAll(identifiers, personId, metadata, need)
  if (other !== undefined) return known(other, identifiers, need)
  const outcome = await need.handle({ type, data: { ...data, identifiers } }, metadata)
  await keep(identifiers, personId, metadata, need)
  return outcome.ok ? registered(personId, true, need) : outcome
}

/** Whoever has one of the identifiers, unless another one is somebody else's. */
async function known(
  holder: string,
  identifiers: readonly PersonIdentifier[],
  need: Need,
): Promise<Registered | Refused> {
  const holders = await Promise.all(identifiers.map(need.identifiers.holderOf))
  return holders.some((each) => each !== undefined && each !== holder)
    ? conflict('identifiers-of-several-people')
    : registered(parsePersonId(holder), false, need)
}

async function registered(
  personId: PersonId,
  created: boolean,
  { people }: Need,
): Promise<Registered> {
  const stream = personStream(personId)
  const history = await people.read(stream)
  const position = history.at(-1)?.position ?? 0
  return { ok: true, personId, created, stream, revision: history.length, position }
}

/** The identifier is theirs when the link is recorded, and stays free when it is refused. */
export async function link(
  command: Link,
  metadata: Metadata,
  ifRevision: number | undefined,
  need: Need,
): Promise<PersonOutcome> {
  const { personId, identifier } = command.data
  const holder = await need.identifiers.hold(identifier, personId, metadata)
  if (holder !== personId) return conflict('identifier-taken')
  const outcome = await need.handle(command, metadata, ifRevision)
  await keep([identifier], personId, metadata, need)
  return outcome
}

/** Undefined when all are the person's; else whose one of them is, and then none is the person's that was not. */
async function holdAll(
  identifiers: readonly PersonIdentifier[],
  personId: PersonId,
  metadata: Metadata,
  need: Need,
): Promise<string | undefined> {
  for (const identifier of identifiers) {
    const holder = await need.identifiers.hold(identifier, personId, metadata)
    if (holder === personId) continue
    await keep(identifiers, personId, metadata, need)
    return holder
  }
  return undefined
}

/**
 * Frees what the person does not have in the end. What they have and somebody took meanwhile, because it lasted too
 * long, is taken from them again: it never belongs to two.
 */
async function keep(
  claimed: readonly PersonIdentifier[],
  personId: PersonId,
  metadata: Metadata,
  { identifiers, handle, clock }: Need,
): Promise<void> {
  const theirs = (await identifiers.of(personId)) ?? []
  for (const identifier of claimed) {
    if (!theirs.some((each) => isSameIdentifier(each, identifier)))
      await identifiers.free(identifier, personId, metadata)
    else if ((await identifiers.hold(identifier, personId, metadata)) !== personId) {
      const data = { personId, identifier, unlinkedAt: clock() }
      const causationId = `${metadata.causationId}:taken`
      await handle({ type: 'UnlinkIdentifier', data }, { ...metadata, causationId })
    }
  }
}

import {
  readUnlessErased,
  refuse,
  told,
  type EventStore,
  type Metadata,
  type Outcome,
} from '@careloom/event-sourcing'
import { parsePersonId, type PersonId } from '../domain/ids.ts'
import type { PersonIdentifier } from '../domain/person-details.ts'
import type { PersonCommand, PersonEvent } from '../domain/person.ts'
import { personStream, type Identifiers } from './identifiers.ts'

export type Register = Extract<PersonCommand, { type: 'RegisterPerson' }>
export type PersonOutcome = Outcome<PersonEvent>
export type Registration =
  | {
      readonly ok: true
      readonly personId: PersonId
      readonly created: boolean
      readonly stream: string
      readonly revision: number
      readonly position: number
    }
  | Extract<PersonOutcome, { readonly ok: false }>

type Need = {
  readonly identifiers: Identifiers
  readonly handle: (command: PersonCommand, metadata: Metadata) => Promise<PersonOutcome>
  readonly people: EventStore<PersonEvent>
}

const attempts = 5

/**
 * Registers a person with all of their identifiers or none, whatever their order: whoever has one of them is the person
 * meant, and is answered as such. Refused when they are those of several people.
 */
export async function register(
  command: Register,
  metadata: Metadata,
  need: Need,
): Promise<Registration> {
  const { personId, identifiers } = command.data
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const outcome = await need.handle(command, metadata)
    if (outcome.ok && outcome.events.length > 0) return { ...outcome, personId, created: true }
    if (!outcome.ok && outcome.refusal.reason !== 'identifier-taken') return outcome
    const known = outcome.ok ? [personId] : await whoHas(identifiers, need)
    if (known.length > 1) return refuse('conflict', 'identifiers-of-several-people')
    const found = await knownAs(known[0], need)
    if (found !== undefined) return found
    // Whoever had it does not any more.
  }
  return refuse('conflict', 'identifier-taken')
}

async function whoHas(
  identifiers: readonly PersonIdentifier[],
  need: Need,
): Promise<readonly PersonId[]> {
  const holders = await Promise.all(identifiers.map(need.identifiers.holderOf))
  return [...new Set(holders)].filter((each) => each !== undefined).map(parsePersonId)
}

async function knownAs(
  personId: PersonId | undefined,
  { people }: Need,
): Promise<Registration | undefined> {
  if (personId === undefined) return undefined
  const stream = personStream(personId)
  const last = told((await readUnlessErased(people, stream)) ?? []).at(-1)
  if (last === undefined) return undefined
  const { revision, position } = last
  return { ok: true, personId, created: false, stream, revision, position }
}

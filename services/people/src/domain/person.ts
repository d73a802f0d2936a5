import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { OrganizationId, PersonId } from './ids.ts'
import { changedPreferences, defaultPreferences } from './person-details.ts'
import type {
  ContactPreferences,
  PersonDetails,
  PersonIdentifier,
  PreferenceChanges,
} from './person-details.ts'

type OfPerson = { readonly personId: PersonId }
type Registration = OfPerson & {
  /** Whoever made this person known to us. */
  readonly organizationId: OrganizationId
  readonly details: PersonDetails
  readonly identifiers: readonly PersonIdentifier[]
  readonly preferences: ContactPreferences
  readonly registeredAt: Instant
}
type Correction = OfPerson & { readonly details: PersonDetails; readonly correctedAt: Instant }
type Linking = OfPerson & { readonly identifier: PersonIdentifier; readonly linkedAt: Instant }
type Unlinking = OfPerson & { readonly identifier: PersonIdentifier; readonly unlinkedAt: Instant }
type Edit = OfPerson & {
  readonly changes: PreferenceChanges
  readonly editedAt: Instant
}
/** What whoever made somebody known says of them now. Identifiers that they leave out may be another authority's, and stay. */
type Revision = OfPerson & {
  readonly details: PersonDetails
  readonly identifiers: readonly PersonIdentifier[]
  readonly changes: PreferenceChanges
  readonly revisedAt: Instant
}
type MatchingFacets = {
  /** Facets of their own that the person opens for matching. */
  readonly facets: readonly string[]
  /** Facets that they would like their peer to know from their own life. */
  readonly preferredFacets: readonly string[]
}
type Opening = OfPerson & MatchingFacets & { readonly openedAt: Instant }
type Erasure = OfPerson & { readonly erasedAt: Instant }

export type PersonCommand =
  | Command<'RegisterPerson', Registration>
  | Command<'ReviseRegistration', Revision>
  | Command<'CorrectPersonDetails', Correction>
  | Command<'LinkIdentifier', Linking>
  | Command<'UnlinkIdentifier', Unlinking>
  | Command<'EditPreferences', Edit>
  | Command<'OpenMatchingFacets', Opening>
  | Command<'ErasePerson', Erasure>

export type PersonEvent =
  /** Somebody is known to us for the first time. */
  | Event<'PersonRegistered', Registration>
  /** Names, birth date, gender or address were put right. */
  | Event<'PersonDetailsCorrected', Correction>
  /** An authority's number was found to mean this person. */
  | Event<'IdentifierLinked', Linking>
  | Event<'IdentifierUnlinked', Unlinking>
  /** The person changed how they want to be reached or spoken to; holds what changed only. */
  | Event<'PreferencesEdited', Edit>
  /** What the person opens for matching, and would like in a peer: whole each time, and may be nothing. */
  | Event<'MatchingFacetsOpened', Opening>
  /** The person asked to be forgotten: the data key goes, and with it everything sealed under it. */
  | Event<'PersonErased', Erasure>

export type PersonRefusal = RefusalOf<'person'>

export type Person =
  | { readonly status: 'none' }
  | {
      readonly status: 'registered'
      readonly details: PersonDetails
      readonly identifiers: readonly PersonIdentifier[]
      readonly preferences: ContactPreferences
      readonly matching: MatchingFacets
    }
  | { readonly status: 'erased' }

type Registered = Extract<Person, { status: 'registered' }>
type PersonDecision = Decision<PersonEvent, PersonRefusal>
type LaterCommand = Exclude<PersonCommand, { type: 'RegisterPerson' }>

/** A person served. Once erased, every command is refused, and nothing can bring them back. */
export const personDecider: Decider<Person, PersonCommand, PersonEvent, PersonRefusal> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (state.status === 'erased') return refuse('conflict', 'person-erased')
    if (command.type === 'RegisterPerson') return register(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'person-not-registered')
    return whenRegistered(command, state)
  },
  evolve: evolvePerson,
}

function whenRegistered(command: LaterCommand, state: Registered): PersonDecision {
  switch (command.type) {
    case 'ReviseRegistration':
      return inTurn(stepsOf(command.data), state)
    case 'CorrectPersonDetails':
      return correct(command.data, state)
    case 'LinkIdentifier':
      return link(command.data, state)
    case 'UnlinkIdentifier':
      return unlink(command.data, state)
    case 'EditPreferences':
      return edit(command.data, state)
    case 'OpenMatchingFacets':
      return openFacets(command.data, state)
    case 'ErasePerson':
      return accept({ type: 'PersonErased', data: command.data })
    default:
      return unreachable(command)
  }
}

/** The same identifiers again are the same registration (FHIR conditional create finds it by them). */
function register(data: Registration, state: Person): PersonDecision {
  if (state.status === 'none')
    return isNamed(data.details)
      ? accept({ type: 'PersonRegistered', data })
      : refuse('incorrect', 'name-missing')
  const isAgain =
    state.status === 'registered' &&
    data.identifiers.every((identifier) => isLinked(identifier, state))
  return isAgain ? accept() : refuse('conflict', 'person-already-registered')
}

function stepsOf({ personId, details, identifiers, changes, revisedAt }: Revision): LaterCommand[] {
  return [
    ...identifiers.map((identifier) => ({
      type: 'LinkIdentifier' as const,
      data: { personId, identifier, linkedAt: revisedAt },
    })),
    { type: 'CorrectPersonDetails', data: { personId, details, correctedAt: revisedAt } },
    { type: 'EditPreferences', data: { personId, changes, editedAt: revisedAt } },
  ]
}

/** All or none, each in the state that those before it lead to. */
function inTurn(commands: readonly LaterCommand[], before: Person): PersonDecision {
  const events: PersonEvent[] = []
  for (const command of commands) {
    const decision = personDecider.decide(command, events.reduce(evolvePerson, before))
    if (!decision.ok) return decision
    events.push(...decision.events)
  }
  return accept(...events)
}

function correct(data: Correction, state: Registered): PersonDecision {
  if (!isNamed(data.details)) return refuse('incorrect', 'name-missing')
  return isSame(data.details, state.details)
    ? accept()
    : accept({ type: 'PersonDetailsCorrected', data })
}

/** One number per system: a second one must be sorted out by a human first. */
function link(data: Linking, state: Registered): PersonDecision {
  if (isLinked(data.identifier, state)) return accept()
  const other = state.identifiers.some(({ system }) => system === data.identifier.system)
  return other
    ? refuse('conflict', 'identifier-of-this-system-differs')
    : accept({ type: 'IdentifierLinked', data })
}

function unlink(data: Unlinking, state: Registered): PersonDecision {
  return isLinked(data.identifier, state)
    ? accept({ type: 'IdentifierUnlinked', data })
    : refuse('not-found', 'identifier-not-linked')
}

function edit(data: Edit, state: Registered): PersonDecision {
  return isSame(changedPreferences(state.preferences, data.changes), state.preferences)
    ? accept()
    : accept({ type: 'PreferencesEdited', data })
}

function openFacets(data: Opening, state: Registered): PersonDecision {
  return isSame(matchingOf(data), state.matching)
    ? accept()
    : accept({ type: 'MatchingFacetsOpened', data })
}

function matchingOf({ facets, preferredFacets }: MatchingFacets): MatchingFacets {
  return { facets, preferredFacets }
}

function isNamed({ names }: PersonDetails): boolean {
  return names.some(({ family, given }) => family !== '' || given.length > 0)
}

function isLinked(identifier: PersonIdentifier, { identifiers }: Registered): boolean {
  return identifiers.some((linked) => isSameIdentifier(linked, identifier))
}

function isSameIdentifier(a: PersonIdentifier, b: PersonIdentifier): boolean {
  return a.system === b.system && a.value === b.value
}

/** Plain values with their keys in the same order, as our own events have them. */
function isSame<T>(a: T, b: T): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function evolvePerson(state: Person, event: PersonEvent): Person {
  if (event.type === 'PersonErased') return { status: 'erased' }
  if (event.type === 'PersonRegistered') return registered(event.data)
  if (state.status !== 'registered') return state
  switch (event.type) {
    case 'PersonDetailsCorrected':
      return { ...state, details: event.data.details }
    case 'IdentifierLinked':
      return { ...state, identifiers: [...state.identifiers, event.data.identifier] }
    case 'IdentifierUnlinked':
      return { ...state, identifiers: without(event.data.identifier, state.identifiers) }
    case 'PreferencesEdited':
      return { ...state, preferences: changedPreferences(state.preferences, event.data.changes) }
    case 'MatchingFacetsOpened':
      return { ...state, matching: matchingOf(event.data) }
    default:
      return unreachable(event)
  }
}

function registered({ details, identifiers, preferences }: Registration): Registered {
  return {
    status: 'registered',
    details,
    identifiers,
    preferences: { ...defaultPreferences, ...preferences },
    matching: { facets: [], preferredFacets: [] },
  }
}

function without(
  identifier: PersonIdentifier,
  identifiers: readonly PersonIdentifier[],
): readonly PersonIdentifier[] {
  return identifiers.filter((linked) => !isSameIdentifier(linked, identifier))
}

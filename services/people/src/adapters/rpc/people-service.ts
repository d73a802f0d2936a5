import { parseInstant, type Clock, type Days } from '@careloom/event-sourcing'
import type {
  ConsentView,
  LinkIdentifierRequest,
  PeopleServiceDefinition,
  PersonView,
  RevokeConsentRequest,
} from '@careloom/proto/people'
import { commandMethods, found, orRefused, recorded, type Handlers } from '@careloom/rpc'
import type { PeopleCommands } from '../../app/commands.ts'
import type { ConsentRow } from '../../app/projections/consent-list.ts'
import type { PersonRow } from '../../app/projections/person-list.ts'
import type { PeopleQueries } from '../../app/queries.ts'
import {
  parseConsentId,
  parseOrganizationId,
  parsePersonId,
  type PersonId,
} from '../../domain/ids.ts'
import type { GivenConsent } from '../../domain/consent.ts'
import type { ConsentScope } from '../../domain/consent-scope.ts'
import type { PersonCommand } from '../../domain/person.ts'
import { lastDayOf, namesOf, preferencesOf, signedAt } from '../wire/person.ts'
import {
  parseCategory,
  parseDetails,
  parseGrant,
  parseIdentifier,
  parseChanges,
  parsePreferences,
  parsePurpose,
} from './parse.ts'

type Need = {
  readonly commands: PeopleCommands
  readonly queries: PeopleQueries
  /** Resolves when every door knows what has been recorded. */
  readonly knownAtDoors: () => Promise<void>
  readonly clock: Clock
  readonly days: Days
}
type Some = Partial<Handlers<PeopleServiceDefinition>>

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function peopleService(need: Need): Handlers<PeopleServiceDefinition> {
  return { ...personMethods(need), ...consentMethods(need), ...questions(need) }
}

function personMethods({ commands, clock, knownAtDoors }: Need) {
  /** An organization's numbers are its own: whoever registered a person gives them theirs. */
  const registrarOf = async (personId: PersonId) =>
    found(await commands.known(personId), 'person-not-registered').organizationId

  async function identified(request: LinkIdentifierRequest) {
    const personId = parsePersonId(request.personId)
    return {
      personId,
      identifier: parseIdentifier(request.identifier, await registrarOf(personId)),
    }
  }

  const change = commandMethods<Exclude<PersonCommand, { type: 'RegisterPerson' }>>(
    async (command, { metadata }) => recorded(await commands.person(command, metadata)),
    clock,
  )
  return {
    async registerPerson(request, call) {
      const organizationId = parseOrganizationId(request.organizationId)
      const data = {
        personId: parsePersonId(request.personId),
        organizationId,
        details: parseDetails(request.details),
        identifiers: request.identifiers.map((each) => parseIdentifier(each, organizationId)),
        preferences: parsePreferences(request.details),
        registeredAt: clock(),
      }
      const made = orRefused(
        await commands.register({ type: 'RegisterPerson', data }, call.metadata),
      )
      return { personId: made.personId, created: made.created, recorded: recorded(made) }
    },
    async changeDetails(request, { metadata, ifRevision }) {
      const personId = parsePersonId(request.personId)
      const registrar = await registrarOf(personId)
      const data = {
        personId,
        details: parseDetails(request.details),
        identifiers: request.identifiers.map((each) => parseIdentifier(each, registrar)),
        changes: parseChanges(request.details),
        revisedAt: clock(),
      }
      const command = { type: 'ReviseRegistration', data } as const
      return recorded(
        await commands.person(command, metadata, request.expectedRevision ?? ifRevision),
      )
    },
    async linkIdentifier(request, { metadata }) {
      const data = { ...(await identified(request)), linkedAt: clock() }
      return recorded(await commands.person({ type: 'LinkIdentifier', data }, metadata))
    },
    async unlinkIdentifier(request, { metadata }) {
      const data = { ...(await identified(request)), unlinkedAt: clock() }
      return recorded(await commands.person({ type: 'UnlinkIdentifier', data }, metadata))
    },
    openMatchingFacets: change(
      'OpenMatchingFacets',
      ({ personId, facets, preferredFacets }, openedAt) => ({
        personId: parsePersonId(personId),
        facets,
        preferredFacets,
        openedAt,
      }),
    ),
    erasePerson: async (request, call) =>
      whenKnown(
        recorded(await commands.erase(parsePersonId(request.personId), call.metadata)),
        knownAtDoors,
      ),
  } satisfies Some
}

function consentMethods({ commands, queries, clock, days, knownAtDoors }: Need) {
  async function ownConsent(request: RevokeConsentRequest): Promise<GivenConsent> {
    const personId = parsePersonId(request.personId)
    const consent = await commands.given(parseConsentId(request.consentId))
    return found(consent?.personId === personId ? consent : undefined, 'consent-not-granted')
  }

  return {
    async grantConsent(request, call) {
      const person = await commands.known(parsePersonId(request.personId))
      const { details } = found(person, 'person-not-registered')
      const { givenName, familyName } = namesOf(details)
      const grant = parseGrant(request, `${givenName} ${familyName}`, clock(), days)
      const outcome = orRefused(await commands.consent(grant, call.metadata))
      return { ...recorded(outcome), existed: outcome.existed }
    },
    async narrowConsent(request, { metadata }) {
      const { consentId, personId, scopes } = await ownConsent(request)
      const scope = {
        ...(scopes.at(-1)?.scope ?? nothing),
        recipients: request.receivingOrganizationIds.map(parseOrganizationId),
        categories: request.categories.map(parseCategory),
      }
      const data = { consentId, personId, scope, narrowedAt: clock() }
      const narrowed = recorded(await commands.consent({ type: 'NarrowConsent', data }, metadata))
      return whenKnown(narrowed, knownAtDoors)
    },
    async revokeConsent(request, { metadata }) {
      const { consentId, personId } = await ownConsent(request)
      const data = { consentId, personId, revokedAt: clock() }
      const revoked = recorded(await commands.consent({ type: 'RevokeConsent', data }, metadata))
      return whenKnown(revoked, knownAtDoors)
    },
    async checkConsent(request) {
      const { personId, toOrganizationId, category, purpose, part2, at } = request
      const consentId = await queries.consentFor({
        personId: parsePersonId(personId),
        to: parseOrganizationId(toOrganizationId),
        category: parseCategory(category),
        purpose: parsePurpose(purpose),
        part2,
        at: parseInstant('at', at),
      })
      return { consentId }
    },
  } satisfies Some
}

/** What stops at once has stopped when it is answered. */
async function whenKnown<T>(answer: T, known: () => Promise<void>): Promise<T> {
  await known()
  return answer
}

function questions({ commands, queries, days }: Need) {
  return {
    async getPerson(request) {
      const row = await queries.get(parsePersonId(request.personId), request.afterPosition)
      return personView(found(row, 'person-not-registered'))
    },
    async findPerson({ identifier, organizationId }) {
      const holder = await commands.holderOf(
        parseIdentifier(identifier, parseOrganizationId(organizationId)),
      )
      const personId = found(holder, 'person-not-registered')
      return personView(found(await queries.get(personId, 0), 'person-not-registered'))
    },
    listPeople: async ({ personIds }) => ({
      people: (await queries.list(personIds)).map(personView),
    }),
    listConsents: async ({ personId, afterPosition }) => ({
      consents: (await queries.consents(parsePersonId(personId), afterPosition)).map((row) =>
        consentView(row, days),
      ),
    }),
  } satisfies Some
}

const nothing: ConsentScope = { recipients: [], categories: [], purposes: [] }

function personView(row: PersonRow): PersonView {
  const { personId, revision, organizationId, changedAt } = row
  return {
    personId,
    revision,
    organizationId,
    details: { ...namesOf(row.details), ...preferencesOf(row.preferences) },
    identifiers: row.identifiers.map(({ system, value }) => ({ system, value })),
    facets: [...row.facets],
    preferredFacets: [...row.preferredFacets],
    changedAt,
  }
}

function consentView(row: ConsentRow, days: Days): ConsentView {
  const scope = row.scopes.at(-1)?.scope
  const recordedAt = row.scopes[0]?.since
  return {
    consentId: row.consentId,
    revision: row.revision,
    personId: row.personId,
    status: row.status,
    programId: row.programId,
    part2: row.part2,
    disclosingOrganizationIds: row.text.disclosers.flatMap(
      ({ organizationId }) => organizationId ?? [],
    ),
    receivingOrganizationIds: [...(scope?.recipients ?? [])],
    categories: [...(scope?.categories ?? [])],
    purposes: [...(scope?.purposes ?? [])],
    expiresOn: lastDayOf(scope?.until, days),
    textVersion: row.text.textVersion,
    signedName: row.text.signature?.signedByName ?? '',
    signedAt: recordedAt === undefined ? '' : signedAt(row.text, recordedAt),
    endedAt: row.endedAt,
  }
}

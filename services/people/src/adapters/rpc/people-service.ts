import { later, parseInstant, type Clock } from '@careloom/event-sourcing'
import type { ConsentView, PeopleServiceDefinition, PersonView } from '@careloom/proto/people'
import { orRefused, Refused, type Handlers } from '@careloom/rpc'
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
import { dayOf, namesOf, preferencesOf, signedAt } from '../wire.ts'
import {
  parseCategory,
  parseDetails,
  parseGrant,
  parseIdentifier,
  parsePreferences,
  parsePurpose,
} from './parse.ts'

const place = ({
  stream,
  revision,
  position,
}: {
  stream: string
  revision: number
  position: number
}) => ({ stream, revision, position })

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function peopleService(
  commands: PeopleCommands,
  queries: PeopleQueries,
  clock: Clock,
): Handlers<PeopleServiceDefinition> {
  async function known(personId: PersonId): Promise<PersonRow> {
    const row = await queries.get(personId, 0)
    if (row === undefined)
      throw new Refused({ category: 'not-found', reason: 'person-not-registered' })
    return row
  }
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
      return { personId: made.personId, created: made.created, recorded: place(made) }
    },
    async changeDetails(request, call) {
      const personId = parsePersonId(request.personId)
      const at = clock()
      const details = { personId, details: parseDetails(request.details), correctedAt: at }
      const first = orRefused(
        await commands.person(
          { type: 'CorrectPersonDetails', data: details },
          call.metadata,
          request.expectedRevision ?? call.ifRevision,
        ),
      )
      const edit = { personId, changes: parsePreferences(request.details), editedAt: at }
      const second = orRefused(
        await commands.person(
          { type: 'EditPreferences', data: edit },
          { ...call.metadata, causationId: `${call.metadata.causationId}:preferences` },
        ),
      )
      return place(second.position > 0 ? second : first)
    },
    async linkIdentifier(request, call) {
      const personId = parsePersonId(request.personId)
      const { organizationId } = await known(personId)
      const identifier = parseIdentifier(request.identifier, parseOrganizationId(organizationId))
      return place(
        orRefused(
          await commands.person(
            { type: 'LinkIdentifier', data: { personId, identifier, linkedAt: clock() } },
            call.metadata,
          ),
        ),
      )
    },
    async unlinkIdentifier(request, call) {
      const personId = parsePersonId(request.personId)
      const { organizationId } = await known(personId)
      const identifier = parseIdentifier(request.identifier, parseOrganizationId(organizationId))
      return place(
        orRefused(
          await commands.person(
            { type: 'UnlinkIdentifier', data: { personId, identifier, unlinkedAt: clock() } },
            call.metadata,
          ),
        ),
      )
    },
    async openMatchingFacets(request, call) {
      const { facets, preferredFacets } = request
      const data = {
        personId: parsePersonId(request.personId),
        facets,
        preferredFacets,
        openedAt: clock(),
      }
      return place(
        orRefused(await commands.person({ type: 'OpenMatchingFacets', data }, call.metadata)),
      )
    },
    erasePerson: async (request, call) =>
      place(orRefused(await commands.erase(parsePersonId(request.personId), call.metadata))),
    async grantConsent(request, call) {
      const { details } = await known(parsePersonId(request.personId))
      const { givenName, familyName } = namesOf(details)
      const outcome = await commands.consent(
        parseGrant(request, `${givenName} ${familyName}`, clock()),
        call.metadata,
      )
      return { ...place(orRefused(outcome)), existed: outcome.existed }
    },
    async narrowConsent(request, call) {
      const row = await ownConsent(request.personId, request.consentId)
      const held = row.scopes.at(-1)?.scope ?? {
        recipients: [],
        categories: [],
        purposes: [],
        until: null,
      }
      const scope = {
        ...held,
        recipients: request.receivingOrganizationIds.map(parseOrganizationId),
        categories: request.categories.map(parseCategory),
      }
      return place(
        orRefused(
          await commands.consent(
            {
              type: 'NarrowConsent',
              data: {
                consentId: row.consentId,
                personId: row.personId,
                scope,
                narrowedAt: clock(),
              },
            },
            call.metadata,
          ),
        ),
      )
    },
    async revokeConsent(request, call) {
      const { consentId, personId } = await ownConsent(request.personId, request.consentId)
      return place(
        orRefused(
          await commands.consent(
            { type: 'RevokeConsent', data: { consentId, personId, revokedAt: clock() } },
            call.metadata,
          ),
        ),
      )
    },
    async checkConsent(request) {
      const { personId, toOrganizationId, category, purpose, part2, at } = request
      // A consent that was signed within this very request counts: the question may come with the same instant.
      const asked = later(parseInstant('at', at), 1)
      const consentId = await queries.consentFor({
        personId: parsePersonId(personId),
        to: parseOrganizationId(toOrganizationId),
        category: parseCategory(category),
        purpose: parsePurpose(purpose),
        part2,
        at: asked,
      })
      return { consentId }
    },
    async getPerson(request) {
      const row = await queries.get(parsePersonId(request.personId), request.afterPosition)
      if (row === undefined)
        throw new Refused({ category: 'not-found', reason: 'person-not-registered' })
      return personView(row)
    },
    async findPerson({ identifier, organizationId }) {
      const holder = await commands.holderOf(
        parseIdentifier(identifier, parseOrganizationId(organizationId)),
      )
      const row = holder === undefined ? undefined : await queries.get(holder, 0)
      if (row === undefined)
        throw new Refused({ category: 'not-found', reason: 'person-not-registered' })
      return personView(row)
    },
    listPeople: async ({ personIds }) => ({
      people: (await queries.list(personIds)).map(personView),
    }),
    listConsents: async ({ personId, afterPosition }) => ({
      consents: (await queries.consents(parsePersonId(personId), afterPosition)).map(consentView),
    }),
  }

  async function ownConsent(personId: string, consentId: string): Promise<ConsentRow> {
    const id = parseConsentId(consentId)
    const row = (await queries.consents(parsePersonId(personId), 0)).find(
      (each) => each.consentId === id,
    )
    if (row === undefined)
      throw new Refused({ category: 'not-found', reason: 'consent-not-granted' })
    return row
  }
}

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

function consentView(row: ConsentRow): ConsentView {
  const scope = row.scopes.at(-1)?.scope
  const recordedAt = row.scopes[0]?.since
  return {
    consentId: row.consentId,
    revision: row.revision,
    personId: row.personId,
    status: row.status,
    programId: row.programId ?? undefined,
    part2: row.part2,
    disclosingOrganizationIds: row.text.disclosers.flatMap(
      ({ organizationId }) => organizationId ?? [],
    ),
    receivingOrganizationIds: [...(scope?.recipients ?? [])],
    categories: [...(scope?.categories ?? [])],
    purposes: [...(scope?.purposes ?? [])],
    expiresOn: dayOf(scope?.until ?? null),
    textVersion: row.text.textVersion,
    signedName: row.text.signature?.signedByName ?? '',
    signedAt: recordedAt === undefined ? '' : signedAt(row.text, recordedAt),
    endedAt: row.endedAt ?? undefined,
  }
}

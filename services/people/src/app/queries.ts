import type { Feed, Instant, ReadModel } from '@careloom/event-sourcing'
import type { InformationCategory, PurposeOfUse } from '@careloom/terminology'
import { consentInForce } from '../domain/consent-in-force.ts'
import type { OrganizationId, PersonId } from '../domain/ids.ts'
import type { PeopleCommands } from './commands.ts'
import type { ConsentRow } from './projections/consent-list.ts'
import type { PersonRow } from './projections/person-list.ts'

export type ConsentQuestion = {
  readonly personId: PersonId
  readonly to: OrganizationId
  readonly category: InformationCategory
  readonly purpose: PurposeOfUse
  readonly part2: boolean
  readonly at: Instant
}

export type PeopleQueriesNeed = {
  readonly people: ReadModel<PersonRow>
  readonly consents: ReadModel<ConsentRow>
  readonly commands: Pick<PeopleCommands, 'known'>
  readonly feed: Pick<Feed<unknown>, 'latest'>
}

export type PeopleQueries = {
  get(personId: string, afterPosition: number): Promise<PersonRow | undefined>
  list(personIds: readonly string[]): Promise<readonly PersonRow[]>
  consents(personId: string, afterPosition: number): Promise<readonly ConsentRow[]>
  /**
   * The consent that allows a disclosure, by all that has been said so far; where Part 2 applies only one with its elements
   * counts.
   */
  consentFor(question: ConsentQuestion): Promise<string | undefined>
}

const maxConsents = 500

export function peopleQueries({
  people,
  consents,
  commands,
  feed,
}: PeopleQueriesNeed): PeopleQueries {
  /** Whom the read model has not seen yet is known all the same. */
  async function personOf(personId: string): Promise<PersonRow | undefined> {
    const row = await people.get(personId)
    if (row !== undefined) return row
    const known = await commands.known(personId)
    if (known === undefined) return undefined
    await people.reached(known.position)
    return people.get(personId)
  }
  async function consentsOf(
    personId: string,
    afterPosition: number,
  ): Promise<readonly ConsentRow[]> {
    if (afterPosition > 0) await consents.reached(afterPosition)
    const found = await consents.find({
      index: 'person',
      from: personId,
      to: personId,
      limit: maxConsents,
    })
    return found.map(({ row }) => row)
  }
  return {
    async get(personId, afterPosition) {
      if (afterPosition > 0) await people.reached(afterPosition)
      return personOf(personId)
    },
    async list(personIds) {
      const rows = await Promise.all(personIds.map(personOf))
      return rows.filter((row) => row !== undefined)
    },
    consents: consentsOf,
    async consentFor({ personId, to, category, purpose, part2, at }) {
      const all = await consentsOf(personId, await feed.latest())
      const counting = part2 ? all.filter((consent) => consent.part2) : all
      const answer = consentInForce(counting, { category, purpose, recipient: to, at })
      return answer.isAllowed ? answer.consentId : undefined
    },
  }
}

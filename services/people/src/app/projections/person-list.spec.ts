import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { OrganizationId, PersonId } from '../../domain/ids.ts'
import type { PersonEvent } from '../../domain/person.ts'
import { defaultPreferences } from '../../domain/person-details.ts'
import type { PersonDetails, PersonIdentifier } from '../../domain/person-details.ts'
import { personList } from './person-list.ts'

const personId = 'person-1' as PersonId
const organizationId = 'harbor' as OrganizationId
const time = '2026-03-02T09:00:00.000Z' as Instant
const details: PersonDetails = {
  names: [{ use: 'official', family: 'Reyes', given: ['Dana'] }],
  bornOn: '1990-05-04' as CalendarDay,
  gender: 'unknown',
}
const mrn = (value: string): PersonIdentifier => ({ system: 'urn:mrn', value, organizationId })
const registration = {
  personId,
  organizationId,
  details,
  identifiers: [mrn('HH-1')],
  preferences: defaultPreferences,
}
const registered: PersonEvent = {
  type: 'PersonRegistered',
  data: { ...registration, registeredAt: time },
}
const linked: PersonEvent = {
  type: 'IdentifierLinked',
  data: { personId, identifier: mrn('HH-2'), linkedAt: time },
}
const unlinked: PersonEvent = {
  type: 'IdentifierUnlinked',
  data: { personId, identifier: mrn('HH-1'), unlinkedAt: time },
}
const edited: PersonEvent = {
  type: 'PreferencesEdited',
  data: { personId, changes: { pronouns: 'they/them' }, editedAt: time },
}

describe('the list of people', () => {
  const given = projectionSpec(import.meta.filename, personList, {
    version: 3,
    hash: 'd866ebbf5977',
  })

  it('shows a person as they were registered', () =>
    given({ ...registered, time }).thenRow(personId, {
      ...registration,
      facets: [],
      preferredFacets: [],
      revision: 1,
      changedAt: time,
    }))
  it('shows which identifiers are theirs', () =>
    assert.deepEqual(given(registered, linked, unlinked).row(personId).identifiers, [mrn('HH-2')]))
  it('shows what they would like, and leaves the rest', () => {
    const { preferences } = given(registered, edited).row(personId)
    assert.deepEqual(preferences, { ...defaultPreferences, pronouns: 'they/them' })
  })
  it('goes with their key', () => assert.equal(given(registered).personOf(personId), personId))
})

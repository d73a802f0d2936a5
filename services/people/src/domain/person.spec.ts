import { describe, it } from '@jest/globals'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { OrganizationId, PersonId } from './ids.ts'
import { personDecider } from './person.ts'
import type { PersonCommand, PersonEvent } from './person.ts'
import { defaultPreferences } from './person-details.ts'
import type { PersonDetails, PersonIdentifier } from './person-details.ts'

const given = specFor(personDecider)
const personId = 'person-1' as PersonId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const details: PersonDetails = {
  names: [{ use: 'official', family: 'Reyes', given: ['Dana'] }],
  bornOn: '1990-05-04' as CalendarDay,
  gender: 'unknown',
}
const mrn = (value: string): PersonIdentifier => ({
  system: 'https://harbor-hospital.example/mrn',
  value,
  organizationId: 'harbor' as OrganizationId,
})
const registration = {
  personId,
  organizationId: 'harbor' as OrganizationId,
  details,
  identifiers: [mrn('HH-1001')],
  preferences: defaultPreferences,
  registeredAt: monday,
}
const registered: PersonEvent = { type: 'PersonRegistered', data: registration }
const erased: PersonEvent = { type: 'PersonErased', data: { personId, erasedAt: tuesday } }
const register = (more: Partial<typeof registration> = {}): PersonCommand => ({
  type: 'RegisterPerson',
  data: { ...registration, ...more },
})
const link = (identifier: PersonIdentifier): PersonCommand => ({
  type: 'LinkIdentifier',
  data: { personId, identifier, linkedAt: tuesday },
})
const unlink = (identifier: PersonIdentifier): PersonCommand => ({
  type: 'UnlinkIdentifier',
  data: { personId, identifier, unlinkedAt: tuesday },
})
const edit: PersonCommand = {
  type: 'EditPreferences',
  data: { personId, changes: { pronouns: 'they/them', uiLanguage: 'es' }, editedAt: tuesday },
}
const open: PersonCommand = {
  type: 'OpenMatchingFacets',
  data: { personId, facets: ['panic'], preferredFacets: ['veteran'], openedAt: tuesday },
}
const opened = { ...open, type: 'MatchingFacetsOpened' } as PersonEvent
const erase: PersonCommand = { type: 'ErasePerson', data: { personId, erasedAt: tuesday } }
const correct = (corrected: PersonDetails): PersonCommand => ({
  type: 'CorrectPersonDetails',
  data: { personId, details: corrected, correctedAt: tuesday },
})

describe('RegisterPerson', () => {
  it('registers somebody', () => given().when(register()).thenRecords(registered))
  it('changes nothing the second time', () =>
    given(registered).when(register()).thenRecordsNothing())
  it('is refused with another identifier', () =>
    given(registered)
      .when(register({ identifiers: [mrn('HH-2')] }))
      .thenRefuses('person-already-registered'))
  it('is refused without a name', () =>
    given()
      .when(register({ details: { ...details, names: [] } }))
      .thenRefuses('name-missing'))
})

describe('CorrectPersonDetails', () => {
  const corrected = { ...details, bornOn: '1990-05-05' as CalendarDay }
  it('puts details right', () =>
    given(registered)
      .when(correct(corrected))
      .thenRecords({
        type: 'PersonDetailsCorrected',
        data: { personId, details: corrected, correctedAt: tuesday },
      }))
  it('changes nothing when they are right', () =>
    given(registered).when(correct(details)).thenRecordsNothing())
  it('is refused without a name', () =>
    given(registered)
      .when(correct({ ...details, names: [] }))
      .thenRefuses('name-missing'))
})

describe('LinkIdentifier and UnlinkIdentifier', () => {
  const certificate = { ...mrn('C-7'), system: 'https://state.example/member' }
  const linked = { ...link(certificate), type: 'IdentifierLinked' } as PersonEvent
  it('links a number of another authority, once', () => {
    given(registered).when(link(certificate)).thenRecords(linked)
    given(registered, linked).when(link(certificate)).thenRecordsNothing()
  })
  it('is refused for a second number of the same system', () =>
    given(registered)
      .when(link(mrn('HH-2')))
      .thenRefuses('identifier-of-this-system-differs'))
  it('unlinks, so that the right number can be linked', () => {
    const unlinked = { ...unlink(mrn('HH-1001')), type: 'IdentifierUnlinked' } as PersonEvent
    given(registered)
      .when(unlink(mrn('HH-1001')))
      .thenRecords(unlinked)
    given(registered, unlinked)
      .when(link(mrn('HH-2')))
      .thenRecords({ ...link(mrn('HH-2')), type: 'IdentifierLinked' } as PersonEvent)
  })
  it('is refused for a number that is not linked', () =>
    given(registered)
      .when(unlink(mrn('HH-2')))
      .thenRefuses('identifier-not-linked'))
})

describe('ReviseRegistration', () => {
  const renamed = { ...details, names: [{ use: 'official' as const, family: 'Rivera', given: [] }] }
  const ssn = { ...mrn('9'), system: 'urn:ssn' }
  const revise = (more: { identifiers?: PersonIdentifier[]; details?: PersonDetails } = {}) =>
    ({
      type: 'ReviseRegistration',
      data: {
        personId,
        details: renamed,
        identifiers: [mrn('HH-1001'), ssn],
        changes: { pronouns: 'they/them' },
        revisedAt: tuesday,
        ...more,
      },
    }) satisfies PersonCommand
  it('links what is new, corrects and edits at once', () =>
    given(registered)
      .when(revise())
      .thenRecords(
        { type: 'IdentifierLinked', data: { personId, identifier: ssn, linkedAt: tuesday } },
        {
          type: 'PersonDetailsCorrected',
          data: { personId, details: renamed, correctedAt: tuesday },
        },
        {
          type: 'PreferencesEdited',
          data: { personId, changes: { pronouns: 'they/them' }, editedAt: tuesday },
        },
      ))
  it('changes nothing where one of it is refused', () => {
    given(registered)
      .when(revise({ identifiers: [ssn, mrn('HH-2')] }))
      .thenRefuses('identifier-of-this-system-differs')
    given(registered)
      .when(revise({ identifiers: [ssn, { ...ssn, value: '10' }] }))
      .thenRefuses('identifier-of-this-system-differs')
    given(registered)
      .when(revise({ details: { ...details, names: [] } }))
      .thenRefuses('name-missing')
  })
})

describe('EditPreferences', () => {
  const edited = { ...edit, type: 'PreferencesEdited' } as PersonEvent
  it('keeps what changed', () => given(registered).when(edit).thenRecords(edited))
  it('changes nothing the second time', () =>
    given(registered, edited).when(edit).thenRecordsNothing())
  it('takes back what is null, and leaves what is not named', () => {
    const data = { personId, changes: { pronouns: null }, editedAt: tuesday }
    const takenBack: PersonEvent = { type: 'PreferencesEdited', data }
    const takeBack: PersonCommand = { type: 'EditPreferences', data }
    given(registered, edited).when(takeBack).thenRecords(takenBack)
    given(registered, edited, takenBack).when(takeBack).thenRecordsNothing()
    given(registered, edited, takenBack).when(edit).thenRecords(edited)
  })
})

describe('OpenMatchingFacets', () => {
  it('opens what the person chose, once', () => {
    given(registered).when(open).thenRecords(opened)
    given(registered, opened).when(open).thenRecordsNothing()
  })
  it('closes everything with an empty list', () => {
    const none: PersonCommand = {
      type: 'OpenMatchingFacets',
      data: { personId, facets: [], preferredFacets: [], openedAt: tuesday },
    }
    given(registered, opened)
      .when(none)
      .thenRecords({ ...none, type: 'MatchingFacetsOpened' } as PersonEvent)
    given(registered).when(none).thenRecordsNothing()
  })
})

describe('ErasePerson', () => {
  it('erases', () => given(registered).when(erase).thenRecords(erased))
  for (const command of [register(), edit, open, erase, link(mrn('HH-2')), correct(details)])
    it(`is the end: ${command.type} is refused`, () =>
      given(registered, erased).when(command).thenRefuses('person-erased'))
})

describe('a person who is not registered', () => {
  for (const command of [edit, open, erase, link(mrn('HH-2')), unlink(mrn('HH-2'))])
    it(`is unknown to ${command.type}`, () =>
      given().when(command).thenRefuses('person-not-registered'))
})

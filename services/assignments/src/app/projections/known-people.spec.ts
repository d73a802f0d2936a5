import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { projectionSpec } from '@careloom/testing'
import { knownPeople, type PersonNews } from './known-people.ts'

const personId = 'person-1'
const registered: PersonNews = {
  type: 'PersonRegistered',
  data: {
    personId,
    details: { birthDate: '1990-05-04', language: 'es', interpreterNeeded: true },
  },
}

describe('what matching knows of a person', () => {
  const given = projectionSpec(import.meta.filename, knownPeople, {
    version: 2,
    hash: '78a11a611642',
  })

  it('is what they opened, and no name', () =>
    given(registered).thenRow(personId, {
      personId,
      birthDate: '1990-05-04',
      language: 'es',
      interpreterNeeded: true,
      facets: [],
      preferredFacets: [],
    }))
  it('follows what they say later', () => {
    const opened: PersonNews = {
      type: 'MatchingFacetsOpened',
      data: { personId, facets: ['panic'], preferredFacets: ['veteran'] },
    }
    assert.deepEqual(given(registered, opened).row(personId).facets, ['panic'])
    const corrected: PersonNews = {
      type: 'PersonDetailsCorrected',
      data: { personId, birthDate: '1991-05-04' },
    }
    assert.equal(given(registered, corrected).row(personId).birthDate, '1991-05-04')
  })
  it('keeps when they can meet while they do not speak of it', () => {
    const said = (contact: object): PersonNews => ({
      type: 'PreferencesEdited',
      data: { personId, interpreterNeeded: false, contact },
    })
    const times = said({ meetingTimes: { days: [1], parts: ['morning'] } })
    const { meeting } = given(registered, times, said({})).row(personId)
    assert.deepEqual(meeting?.times.days, [1])
  })
  it('goes with their key', () => assert.equal(given(registered).personOf(personId), personId))
})

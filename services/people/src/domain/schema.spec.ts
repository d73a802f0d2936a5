import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { fold, upcast, type CalendarDay, type Instant } from '@careloom/event-sourcing'
import { consentDecider, type ConsentEvent } from './consent.ts'
import type { ConsentId, OrganizationId, PersonId } from './ids.ts'
import { personDecider, type PersonEvent } from './person.ts'
import { schema } from './schema.ts'

const personId = 'person-1' as PersonId
const consentId = 'consent-1' as ConsentId
const at = '2026-03-02T09:00:00.000Z' as Instant
const read = (type: string, data: unknown) => ({ type, data: upcast(schema, type, 1, data) })

describe('what was stored at version 1', () => {
  const details = {
    names: [{ use: 'usual', given: ['Dana'], family: 'Reyes' }],
    bornOn: '1988-04-12' as CalendarDay,
    gender: 'female',
  } as const
  const registered = read('PersonRegistered', {
    personId,
    organizationId: 'harbor',
    details: { ...details, address: null },
    identifiers: [],
    preferences: { phone: null, languages: ['es'], pronouns: null },
    registeredAt: at,
  }) as PersonEvent
  const cleared = {
    type: 'PreferencesEdited',
    data: { personId, changes: { languages: ['en'], phone: null }, editedAt: at },
  } as const

  it('is the same person as is said today: saying it again changes nothing', () => {
    const state = fold(personDecider, [registered, cleared])
    assert.ok(state.status === 'registered' && state.preferences.phone === undefined)
    assert.deepEqual(
      personDecider.decide(
        { type: 'CorrectPersonDetails', data: { personId, details, correctedAt: at } },
        state,
      ),
      { ok: true, events: [] },
    )
  })
  it('is a consent without an end where null said so', () => {
    const scope = {
      recipients: ['harbor' as OrganizationId],
      categories: ['contact'],
      purposes: ['TREAT'],
    } as const
    const granted = read('ConsentGranted', {
      consentId,
      personId,
      programId: null,
      scope: { ...scope, until: null },
      text: { disclosers: [{ organizationId: null, name: 'Harbor Peers' }], signature: null },
      part2: false,
      grantedAt: at,
    }) as ConsentEvent
    const state = fold(consentDecider, [granted])
    const narrow = {
      type: 'NarrowConsent',
      data: { consentId, personId, scope, narrowedAt: at },
    } as const
    assert.deepEqual(consentDecider.decide(narrow, state), { ok: true, events: [] })
  })
})
